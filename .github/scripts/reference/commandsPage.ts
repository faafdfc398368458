import { type CommandRow, commandTable } from '../../../src/cli/flags/commandTable.ts';
import { exitMeaningsOf } from '../../../src/cli/flags/exitCodeHelp.ts';
import { environmentName, type Flag, type FlagGroup } from '../../../src/cli/flags/flags.ts';
import { faultHelp } from '../../../src/emulator/faults/faultHelp.ts';
import { code, page, table } from './markdown.ts';

/** Groups of flags that many commands share; each has one table on the page. */
const sharedGroups: readonly FlagGroup[] = ['Output', 'Microsoft Graph'];

export function commandsPage(): string {
  return page('Commands', [
    '`xtap COMMAND --help` prints the flags, exit codes and examples of a command. stdout contains only the result; progress\nand notes go to stderr. [Exit codes](exit-codes.md) are the same for all commands.',
    'A flag can also be set by its environment variable. The command line takes precedence. A switch takes `1`, `true`, `yes`\nor `on`; a repeatable flag takes its values with commas between them. An approval flag has no variable:\napproval is given on the command line, where people see it. A flag that means something else in\nanother command has no variable either.',
    ...commandTable.flatMap(section),
    ...sharedGroups.flatMap(sharedSection),
  ]);
}

function section(row: CommandRow): readonly string[] {
  const own = row.flags.filter(({ group }) => group === undefined || !sharedGroups.includes(group));
  const shared = sharedGroups.filter((name) => row.flags.some(({ group }) => group === name));
  return [
    `## xtap ${row.name}`,
    `${code(`xtap ${row.name} ${row.operands}`.trim())}: ${row.summary}.`,
    row.examples.map(({ line, does }) => `* ${code(line)}: ${does}`).join('\n'),
    `Exit codes: ${exitMeaningsOf(row.name)
      .map(([exitCode, meaning]) => `${code(String(exitCode))} ${meaning}`)
      .join('; ')}.`,
    ...(row.formats.length > 1 ? [`Formats: ${row.formats.map(code).join(', ')}.`] : []),
    ...(own.length === 0 ? [] : [flagTable(own)]),
    ...(shared.length === 0 ? [] : [`Also: ${shared.map((group) => sharedNote(row, group)).join(', ')}.`]),
    ...(row.name === 'emulate'
      ? [
          `<!-- test: not run: the grammar of fault rules, as the program prints it -->\n\`\`\`text\n${faultHelp}\n\`\`\``,
        ]
      : []),
  ];
}

/** Links to the table of the group; names the flags if the command has only some of them. */
function sharedNote({ flags }: CommandRow, group: FlagGroup): string {
  const own = flags.filter((flag) => flag.group === group);
  const link = `[${headingOf(group)}](#${anchorOf(group)})`;
  if (own.length === flagsOf(group).length) return link;
  return `${own.map(({ name }) => code(`--${name}`)).join(', ')} of the ${link}`;
}

function sharedSection(group: FlagGroup): readonly string[] {
  return [`## ${headingOf(group)}`, flagTable(flagsOf(group))];
}

/** Each flag once, as the first command with this flag defines it. */
function flagsOf(group: FlagGroup): readonly Flag[] {
  const flags = commandTable.flatMap((row) => row.flags.filter((flag) => flag.group === group));
  return flags.filter(({ name }, index) => flags.findIndex((flag) => flag.name === name) === index);
}

function headingOf(group: FlagGroup): string {
  return `Flags for ${group === 'Output' ? 'output' : group}`;
}

function anchorOf(group: FlagGroup): string {
  return headingOf(group).toLowerCase().replaceAll(' ', '-');
}

function flagTable(flags: readonly Flag[]): string {
  return table(['flag', 'variable', 'what it does'], flags.map(flagRow));
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
