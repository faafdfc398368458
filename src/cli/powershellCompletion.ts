/*
 * The completion script for PowerShell 7 and Windows PowerShell 5.1. The tables become hashtables, and one script block
 * looks them up. Where the block offers nothing, PowerShell completes file names by itself.
 */
import type { CommandRow } from './flags/commandTable.ts';

export interface CompletionTables {
  readonly commands: readonly CommandRow[];
  readonly formats: readonly string[];
  /** The choices of a flag, with its dashes. */
  readonly choices: readonly (readonly [flag: string, words: string])[];
  readonly operands: readonly { readonly name: string; readonly choices: readonly string[] }[];
}

export function powershellScript({ commands, formats, choices, operands }: CompletionTables): string {
  return `# xtap completion for PowerShell: xtap completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName xtap -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $commands = [ordered]@{
${commands.map(({ name, summary }) => `    ${quoted(name)} = ${quoted(summary)}`).join('\n')}
  }
  $flags = @{
${commands.map(({ name, flags }) => `    ${quoted(name)} = ${list(flags.map((flag) => `--${flag.name}`))}`).join('\n')}
  }
  $choices = @{
${choices.map(([flag, words]) => `    ${quoted(flag)} = ${list(words.split(' '))}`).join('\n')}
  }
  $operands = @{
${operands.map((row) => `    ${quoted(row.name)} = ${list(row.choices)}`).join('\n')}
  }
  # The words before the one that is typed; the first is the program.
  $words = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
    ForEach-Object { $_.Extent.Text })
  $previous = $words[-1]
  $command = if ($words.Count -gt 1) { $words[1] } else { '' }
  $offers = if ($words.Count -le 1) { $commands.Keys }
    elseif ($previous -in '-o', '--out') { ${list(formats.map((format) => `${format}=`))} }
    elseif ($choices.ContainsKey($previous)) { $choices[$previous] }
    elseif ($wordToComplete.StartsWith('-')) { $flags[$command] }
    else { $operands[$command] }
  $offers | Where-Object { $_ -and $_.StartsWith($wordToComplete) } | ForEach-Object {
    $tip = if ($words.Count -le 1) { $commands[$_] } else { $_ }
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $tip)
  }
}
`;
}

function list(words: readonly string[]): string {
  return `@(${words.map(quoted).join(', ')})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
