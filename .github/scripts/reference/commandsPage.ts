import { type CommandRow, commandTable } from '../../../src/cli/commandTable.ts';
import { environmentName, type Flag } from '../../../src/cli/flags.ts';
import { faultHelp } from '../../../src/emulator/fault-help.ts';
import { code, page, table } from './markdown.ts';

export function commandsPage(): string {
  return page('Commands', [
    '`xtap COMMAND --help` prints the flags of a command. stdout carries the result and nothing else; progress and notes go to stderr.',
    'A flag can be given by its environment variable. The command line wins. A switch takes `1`, `true`, `yes` or `on`; a repeatable flag takes its values with commas between them.\nA flag without a variable gives consent: consent is given on the command line, where it is seen.',
    ...commandTable.flatMap(section),
  ]);
}

function section(row: CommandRow): readonly string[] {
  const formats = `Formats: ${row.formats.map(code).join(', ')}.`;
  return [
    `## xtap ${row.name}`,
    `${code(`xtap ${row.name} ${row.operands}`.trim())}: ${row.summary}. ${row.formats.length > 1 ? formats : ''}`.trim(),
    ...(row.flags.length === 0 ? [] : [table(['flag', 'variable', 'what it does'], row.flags.map(flagRow))]),
    ...(row.name === 'emulate'
      ? [
          `<!-- test: not run: the grammar of fault rules, as the program prints it -->\n\`\`\`text\n${faultHelp}\n\`\`\``,
        ]
      : []),
  ];
}

function flagRow(flag: Flag): readonly string[] {
  const spelled = `--${flag.name}${flag.value === undefined ? '' : ` ${flag.value}`}`;
  const choices = flag.choices ? `: ${flag.choices.map(code).join(', ')}` : '';
  const variable = environmentName(flag);
  return [
    code(flag.short ? `-${flag.short}, ${spelled}` : spelled),
    variable === undefined ? 'none' : code(variable),
    `${flag.summary}${choices}`,
  ];
}
