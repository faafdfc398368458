/*
 * Runs one command line: turns the words into an invocation, and its result into output and an exit code. Commands do
 * not depend on commander or on the process, so tests and `demo` can run them with streams of their own.
 */
import { CommanderError } from 'commander';
import { XtapError } from '../model/errors.ts';
import type { CommandResult, Invocation } from './command.ts';
import { errorOfRun } from './errorOfRun.ts';
import { endWithError, usageError } from './errors.ts';
import { exitCodeOf } from './exitCodes.ts';
import { type CommandRow, commandTable } from './flags/commandTable.ts';
import { allFormats, type Format } from './flags/flags.ts';
import { foreignWord } from './flags/foreignWords.ts';
import { createProgram, type ParsedCommand, withFlagsForWords } from './flags/program.ts';
import { colorChoice } from './flags/readFlags.ts';
import { loadCommand } from './loadCommand.ts';
import { createNotifier } from './notifier.ts';
import { checkOutputPaths } from './output/checkOutputPaths.ts';
import { chooseColor, chooseHelpWidth, chooseWidths, columnsIn, type Io, messageText } from './output/io.ts';
import { withLiveLine } from './output/liveLine.ts';
import { createOutWriter, type OutWriter } from './output/outWriter.ts';
import { watchStopSignals } from './watchStopSignals.ts';

/** Runs one command and returns its exit code. Never throws. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const exit: { code?: number } = {};
  const words = withFlagsForWords(argv);
  const requested = columnsIn(wordOf('width', argv, io));
  const program = createProgram({
    io,
    width: chooseHelpWidth(io, requested),
    perform: async (row, command) => {
      exit.code = await perform(row, command, io);
    },
  });
  try {
    await program.parseAsync([...words], { from: 'user' });
    return exit.code ?? 0;
  } catch (error) {
    const failure = error instanceof CommanderError ? usageErrorOf(error, words) : error;
    if (failure === undefined) return 0;
    const command = commandTable.find(({ name }) => name === words[0])?.name;
    const ending = errorOfRun(failure, { command, corrects: words.includes('--correct') });
    return endWithError(ending, { format: guessFormat(argv, io), io, width: chooseWidths(io, requested) });
  }
}

/** Undefined if commander has printed the help or the version, which is not an error. */
function usageErrorOf({ exitCode, message }: CommanderError, argv: readonly string[]): XtapError | undefined {
  if (exitCode === 0) return undefined;
  const foreign = foreignWord(argv);
  if (foreign !== undefined) return usageError(foreign);
  const sentence = message.replace(/^error: /, '').replace('\n', ' ');
  return usageError(/[.)]$/.test(sentence) ? sentence : `${sentence}.`);
}

async function perform(row: CommandRow, { operands, flags }: ParsedCommand, outer: Io): Promise<number> {
  const { io, liveLine } = withLiveLine(outer);
  const requested = (flags.texts.get('format') ?? row.formats[0]) as Format;
  // XTAP_FORMAT is set once for a whole workflow: a command without that format prints its default format and a note.
  const isUnsupported = flags.fromEnvironment.has('format') && !row.formats.includes(requested);
  const format = isUnsupported ? (row.formats[0] as Format) : requested;
  const color = chooseColor(io, colorChoice(flags));
  const width = chooseWidths(io, flags.numbers.get('width'));
  const stop = watchStopSignals(io, width);
  let out: OutWriter | undefined;
  let errorFormat = format;
  let hasResult = false;
  let exitCode = 0;
  const notifier = createNotifier(row.name, flags);
  try {
    if (operands.length > 0 && row.operands === '') throw usageError(`${row.name} takes no arguments.`);
    const writer = createOutWriter(flags.lists.get('out') ?? [], row.formats, io);
    await checkOutputPaths(row, { operands, flags }, io);
    out = writer;
    const quiet = flags.switches.has('quiet');
    const invocation: Invocation = {
      operands,
      flags,
      format,
      io,
      signal: stop.signal,
      writingBegins: stop.writingBegins,
      color,
      width,
      liveLine,
      note: (text) => {
        if (!quiet) io.stderr.write(messageText(text.split('\n'), width));
      },
      runCommand: (argv, changes) => run(argv, { ...outer, ...changes }),
      announce: notifier.announce,
      writeOut: out.write,
      setErrorFiles: out.setErrorFiles,
    };
    notifier.start(invocation);
    if (isUnsupported) invocation.note(`${row.name} has no ${requested} output (XTAP_FORMAT), so this is ${format}.`);
    const { run: command } = await loadCommand[row.name]();
    const result: CommandResult = await command(invocation);
    // stdout holds one document, so an error after it goes to stderr only.
    if (print(result, format, io)) errorFormat = 'text';
    hasResult = true;
    exitCode = exitCodeOf(result.runResult);
    await invocation.writeOut(result.outRenderings ?? result.renderings);
    await notifier.end({ exitCode });
    return exitCode;
  } catch (cause) {
    const run = { command: row.name, corrects: flags.switches.has('correct'), isLate: hasResult || stop.isWriting() };
    const error = errorOfRun(cause, run);
    if (error instanceof XtapError) await out?.writeError(error, run);
    const errorExitCode = endWithError(error, { format: errorFormat, io, color: color.stderr, width });
    // A result other than success keeps its exit code: the error then concerns only a file of --out.
    const finalCode = exitCode || errorExitCode;
    await notifier.end({ exitCode: finalCode, error });
    return finalCode;
  } finally {
    stop.release();
  }
}

/** Returns false if there is nothing to print. */
function print({ renderings }: CommandResult, format: Format, { stdout }: Io): boolean {
  const text = renderings[format]?.() ?? '';
  if (text !== '') stdout.write(text);
  return text !== '';
}

/** The format of an error on a command line that could not be parsed. */
function guessFormat(argv: readonly string[], io: Io): Format {
  const name = wordOf('format', argv, io);
  return allFormats.find((format) => format === name) ?? 'text';
}

/** The value of a flag before the command line is parsed, else of its environment variable. */
function wordOf(flag: string, argv: readonly string[], { env }: Io): string | undefined {
  const joined = argv.find((word) => word.startsWith(`--${flag}=`))?.slice(flag.length + 3);
  const index = argv.indexOf(`--${flag}`);
  return joined ?? (index >= 0 ? argv[index + 1] : env[`XTAP_${flag.toUpperCase()}`]);
}
