/* Builds the commander program (parser and help) from the table of commands. */

import { Argument, Command, Option } from 'commander';
import { version } from '../../app/runContext.ts';
import { columnRows, wrapLines } from '../../render/text/wrapText.ts';
import type { FlagValues } from '../command.ts';
import type { Io } from '../output/io.ts';
import { type CommandRow, commandTable, operandSummaries } from './commandTable.ts';
import { exitCodeHelp } from './exitCodeHelp.ts';
import { optionOf, readFlags } from './readFlags.ts';

export interface ParsedCommand {
  readonly operands: readonly string[];
  readonly flags: FlagValues;
}

const firstSteps = [
  'To try xtap without a tenant, run "xtap demo".',
  'With a tenant, run "xtap init", "xtap doctor" and "xtap plan": they write nothing to it.',
  '"xtap COMMAND --help" prints the flags, exit codes and examples of a command.',
];

/** A narrower column of explanations would not be wrapped at all. */
const minWidthToWrap = 20;

interface ProgramOptions {
  readonly io: Io;
  /** Columns of the help. */
  readonly width: number;
  /** Runs the parsed command. */
  readonly perform: (row: CommandRow, command: ParsedCommand) => Promise<void>;
}

/** The program throws CommanderError after it printed help, or if it cannot parse. */
export function createProgram(options: ProgramOptions): Command {
  const { io, width } = options;
  const program = new Command('xtap')
    .description(
      'Manages the cross-tenant access policy (XTAP) of a Microsoft Entra tenant as YAML in git:\nplan, review, apply, detect drift.',
    )
    .usage('COMMAND [options]')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .configureOutput({
      writeOut: io.stdout.write,
      writeErr: io.stderr.write,
      outputError: () => undefined,
      getOutHelpWidth: () => width,
    })
    .configureHelp({
      minWidthToWrap,
      subcommandTerm: (command) => `${command.name()} ${operandsOf(command.name())}`.trimEnd(),
    })
    .addHelpText('after', ['', ...wrapLines(firstSteps, width)].join('\n'))
    .exitOverride();
  for (const row of commandTable) addCommand(program, row, options);
  return program;
}

function addCommand(program: Command, row: CommandRow, { io, width, perform }: ProgramOptions): void {
  const hasOutput = row.flags.some(({ group }) => group === 'Output');
  const command = program
    .command(row.name)
    .summary(row.summary)
    .description(`${row.summary[0]?.toUpperCase()}${row.summary.slice(1)}.`)
    .usage(`${row.operands} [options]`.trimStart())
    .argument('[operands...]')
    .configureHelp({ minWidthToWrap, visibleArguments: () => argumentsOf(row) })
    .addHelpOption(new Option('-h, --help', 'print this help').helpGroup(headingOf(hasOutput ? 'Output' : 'Options')))
    .addHelpText('after', ['', ...exitCodeHelp(row.name, width), '', ...examplesOf(row, width)].join('\n'))
    .exitOverride();
  for (const flag of row.flags) command.addOption(optionOf(flag).helpGroup(headingOf(flag.group ?? 'Options')));
  command.action((operands: string[]) => perform(row, { operands, flags: readFlags(command, row.flags, io) }));
}

function headingOf(group: string): string {
  return `${group}:`;
}

function operandsOf(command: string): string {
  return commandTable.find(({ name }) => name === command)?.operands ?? '';
}

/** The placeholders of the usage line with their explanations. */
function argumentsOf({ operands }: CommandRow): Argument[] {
  const placeholders = operands.match(/[A-Z]+(\.json)?/g) ?? [];
  return placeholders.map((name) => new Argument(name, operandSummaries[name]));
}

function examplesOf({ examples }: CommandRow, width: number): readonly string[] {
  const rows = examples.map(({ line, does }) => [line, does] as const);
  return ['Examples:', ...columnRows(rows, width)];
}

/** Replaces the words that people type for help and the version by the flags that commander accepts. */
export function withFlagsForWords(argv: readonly string[]): readonly string[] {
  const [first, second, ...rest] = argv;
  if (first === undefined) return ['--help'];
  if (first === 'help') return second === undefined ? ['--help'] : withFlagsForWords([second, '--help']);
  if (first === 'version' || first === '-v') return ['--version'];
  const isCommand = commandTable.some(({ name }) => name === first);
  // With `--help` after an unknown command, commander would print the help of the program instead of an error.
  if (!isCommand && !first.startsWith('-')) return [first];
  return isCommand && second === 'help' && rest.length === 0 ? [first, '--help'] : argv;
}
