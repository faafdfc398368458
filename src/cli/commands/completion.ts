import type { CommandResult, Invocation } from '../command.ts';
import { usageError } from '../errors.ts';
import { type CommandRow, commandTable } from '../flags/commandTable.ts';
import { type Flag, formats } from '../flags/flags.ts';
import { powershellScript } from '../powershellCompletion.ts';

const shells: Readonly<Record<string, () => string>> = { bash, zsh, fish, powershell };

export async function run({ operands }: Invocation): Promise<CommandResult> {
  const [shell = ''] = operands;
  const script = Object.hasOwn(shells, shell) ? shells[shell] : undefined;
  if (!script || operands.length !== 1) throw usageError(`completion takes one of ${Object.keys(shells).join(', ')}.`);
  return { runResult: 'done', renderings: { text: script } };
}

function bash(): string {
  const cases = commandTable.map(({ name, flags }) => `    ${name}) words="${flags.map(dashed).join(' ')}" ;;`);
  const choices = choicePairs().map(
    ([flag, values]) => `    ${flag}) COMPREPLY=($(compgen -W "${values}" -- "$current")); return ;;`,
  );
  const operands = rowsWithChoices().map(
    ({ name, choices: words }) =>
      `    ${name}) COMPREPLY=($(compgen -W "${words.join(' ')}" -- "$current")); return ;;`,
  );
  return `# xtap completion for bash: source <(xtap completion bash)
_xtap() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}" words=""
  COMPREPLY=()
  # bash splits FORMAT=FILE into three words
  if [ "$current" = "=" ] || [ "$previous" = "=" ]; then
    COMPREPLY=($(compgen -f -- "\${current#=}"))
    return
  fi
  case "$previous" in
    -o|--out) COMPREPLY=($(compgen -S = -W "${formats.join(' ')}" -- "$current")); compopt -o nospace 2>/dev/null; return ;;
${choices.join('\n')}
  esac
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commandTable.map(({ name }) => name).join(' ')}" -- "$current"))
  elif [[ "$current" == -* ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  else
    case "\${COMP_WORDS[1]}" in
${operands.join('\n')}
    esac
    COMPREPLY=($(compgen -f -- "$current"))
  fi
}
complete -o filenames -F _xtap xtap
`;
}

function zsh(): string {
  const commands = commandTable.map(({ name, summary }) => `    '${name}:${quoted(summary)}'`);
  const cases = commandTable.map(
    (row) => `    ${row.name}) _arguments ${row.flags.map(zshFlag).join(' ')} '${zshOperands(row)}' ;;`,
  );
  return `#compdef xtap
# xtap completion for zsh: source <(xtap completion zsh)
_xtap_out() {
  if compset -P '*='; then _files; else compadd -S = ${formats.join(' ')}; fi
}
_xtap() {
  local -a commands
  commands=(
${commands.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    return
  fi
  local command="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$command" in
${cases.join('\n')}
  esac
}
compdef _xtap xtap
`;
}

function fish(): string {
  const names = commandTable.map(({ name }) => name).join(' ');
  const commands = commandTable.map(
    ({ name, summary }) =>
      `complete -c xtap -n "not __fish_seen_subcommand_from ${names}" -f -a ${name} -d '${quoted(summary)}'`,
  );
  const after = (name: string): string => `complete -c xtap -n "__fish_seen_subcommand_from ${name}"`;
  const flags = commandTable.flatMap(({ name, flags: own }) =>
    own.map((flag) => {
      const short = flag.short === undefined ? '' : ` -s ${flag.short}`;
      return `${after(name)}${short} -l ${flag.name}${fishValue(flag)} -d '${quoted(flag.summary)}'`;
    }),
  );
  const operands = rowsWithChoices().map(({ name, choices }) => `${after(name)} -f -a '${choices.join(' ')}'`);
  const lines = [...commands, ...flags, ...operands];
  return `# xtap completion for fish: xtap completion fish | source\n${lines.join('\n')}\n`;
}

function powershell(): string {
  return powershellScript({ commands: commandTable, formats, choices: choicePairs(), operands: rowsWithChoices() });
}

function fishValue(flag: Flag): string {
  if (flag.choices) return ` -x -a '${flag.choices.join(' ')}'`;
  if (takesFormat(flag)) return ` -r -a '${formats.map((format) => `${format}=`).join(' ')}'`;
  return flag.kind === 'switch' ? '' : ' -r';
}

function zshFlag(flag: Flag): string {
  const value = flag.choices ? `(${flag.choices.join(' ')})` : takesFormat(flag) ? '_xtap_out' : '_files';
  const rest = `[${quoted(flag.summary)}]${flag.kind === 'switch' ? '' : `:${flag.name}:${value}`}`;
  const many = flag.kind === 'list' ? '*' : '';
  return flag.short === undefined
    ? `'${many}${dashed(flag)}${rest}'`
    : `'${many}'{-${flag.short},${dashed(flag)}}'${rest}'`;
}

function zshOperands(row: CommandRow): string {
  const [rowWithChoices] = rowsWithChoices([row]);
  return rowWithChoices ? `1:${row.name}:(${rowWithChoices.choices.join(' ')})` : '*:file:_files';
}

/** `--out FORMAT=FILE`. */
function takesFormat({ value }: Flag): boolean {
  return value === 'FORMAT=FILE';
}

/** Commands whose operand is one of a few words. The table writes these words in lower case: `bash|zsh|fish`. */
function rowsWithChoices(
  rows: readonly CommandRow[] = commandTable,
): readonly { readonly name: string; readonly choices: readonly string[] }[] {
  return rows
    .filter(({ operands }) => /^[a-z]+(\|[a-z]+)+$/.test(operands))
    .map(({ name, operands }) => ({ name, choices: operands.split('|') }));
}

function dashed({ name }: Flag): string {
  return `--${name}`;
}

/** Escapes a summary for a single-quoted word. Summaries contain no other special characters than these. */
function quoted(text: string): string {
  return text.replaceAll("'", '’').replaceAll(/[[\]:]/g, ' ');
}

/** A flag can have different choices in different commands; completion offers all of them. */
function choicePairs(): readonly (readonly [string, string])[] {
  const choices = new Map<string, ReadonlySet<string>>();
  for (const flag of commandTable.flatMap(({ flags }) => flags)) {
    if (flag.choices) choices.set(dashed(flag), new Set([...(choices.get(dashed(flag)) ?? []), ...flag.choices]));
  }
  return [...choices].map(([flag, words]) => [flag, [...words].join(' ')]);
}
