/*
 * The command line: from words to one invocation, and from its result to streams and an exit code. Commands know
 * neither commander nor the process.
 */
import { CommanderError } from 'commander';
import { XtapError } from '../model/errors.ts';
import { terminalText } from '../render/text/escape.ts';
import type { CommandResult, Invocation } from './command.ts';
import { exitCodeOf } from './exitCodes.ts';
import { endWithError, errorRenderings } from './errors.ts';
import { type CommandRow, commandTable } from './flags/commandTable.ts';
import { type Format, formats } from './flags/flags.ts';
import { createProgram, type ParsedCommand, withFlagsForWords } from './flags/program.ts';
import { loadCommand } from './loadCommand.ts';
import { checkOutputPaths } from './output/checkOutputPaths.ts';
import { chooseColor } from './output/color.ts';
import type { Io } from './output/io.ts';
import { withLiveLine } from './output/liveLine.ts';
import { createOutWriter, type OutWriter } from './output/outWriter.ts';
import { watchStopSignals } from './watchStopSignals.ts';
import { usageError, withHelp } from './usageError.ts';

/** Runs one command and tells its exit code. Never throws. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const ending: { code?: number } = {};
  const program = createProgram(io, async (row, request) => {
    ending.code = await perform(row, request, io);
  });
  const words = withFlagsForWords(argv);
  try {
    await program.parseAsync([...words], { from: 'user' });
    return ending.code ?? 0;
  } catch (error) {
    const failure = error instanceof CommanderError ? usageOf(error) : error;
    const command = commandTable.find(({ name }) => name === words[0])?.name;
    return failure === undefined ? 0 : endWithError(withHelp(failure, command), { format: guessFormat(argv, io), io });
  }
}

/** Undefined where help or the version was asked for, and printed. */
function usageOf({ exitCode, message }: CommanderError): XtapError | undefined {
  if (exitCode === 0) return undefined;
  const words = message.replace(/^error: /, '');
  return usageError(/[.)]$/.test(words) ? words : `${words}.`);
}

async function perform(row: CommandRow, { operands, flags: given }: ParsedCommand, outer: Io): Promise<number> {
  const { io, liveLine } = withLiveLine(outer);
  const asked = (given.texts.get('format') ?? row.formats[0]) as Format;
  // XTAP_FORMAT is set once for a whole workflow: a command without that format says so and goes on in its own.
  const isForeign = given.fromEnvironment.has('format') && !row.formats.includes(asked);
  const format = isForeign ? (row.formats[0] as Format) : asked;
  const color = chooseColor(io, given.switches.has('no-color'));
  const stop = watchStopSignals(io);
  let out: OutWriter | undefined;
  let errorFormat = format;
  let ended = 0;
  try {
    if (operands.length > 0 && row.operands === '') throw usageError(`${row.name} takes no arguments.`);
    const writer = createOutWriter(given.lists.get('out') ?? [], row.formats, io);
    await checkOutputPaths(row, { operands, given }, io);
    out = writer;
    const quiet = given.switches.has('quiet');
    const invocation: Invocation = {
      operands,
      flags: given,
      format,
      io,
      signal: stop.signal,
      writingBegins: stop.writingBegins,
      color,
      liveLine,
      note: (text) => {
        if (!quiet) io.stderr.write(`${text.split('\n').map(terminalText).join('\n')}\n`);
      },
      runCommand: (argv, changes) => run(argv, { ...outer, ...changes }),
      writeOut: out.write,
    };
    if (isForeign) invocation.note(`${row.name} has no ${asked} output (XTAP_FORMAT), so this is ${format}.`);
    const { run: command } = await loadCommand[row.name]();
    const result: CommandResult = await command(invocation);
    // There is one document on stdout; what goes wrong from now on is for stderr alone.
    if (print(result, format, io)) errorFormat = 'text';
    ended = exitCodeOf(result.runResult);
    await invocation.writeOut(result.outRenderings ?? result.renderings);
    return ended;
  } catch (problem) {
    const error = withHelp(problem, row.name);
    if (error instanceof XtapError) await out?.writeIfUnused(errorRenderings(error));
    const code = endWithError(error, { format: errorFormat, io, color: color.stderr });
    // The exit code of a result tells what was found or written; the error is of a file beside it.
    return ended || code;
  } finally {
    stop.release();
  }
}

/** False where there is nothing to print. */
function print({ renderings: documents }: CommandResult, format: Format, { stdout }: Io): boolean {
  const text = documents[format]?.() ?? '';
  if (text !== '') stdout.write(text);
  return text !== '';
}

/** The format an error before any invocation is printed in. */
function guessFormat(argv: readonly string[], io: Io): Format {
  const index = argv.indexOf('--format');
  const asked = argv.find((word) => word.startsWith('--format='))?.slice('--format='.length) ?? argv[index + 1];
  const named = index >= 0 || argv.some((word) => word.startsWith('--format=')) ? asked : io.env.XTAP_FORMAT;
  return formats.find((format) => format === named) ?? 'text';
}
