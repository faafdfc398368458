/*
 * The first commands of a new user: xtap without arguments, help and version in several forms, and the help of a
 * command.
 */

import { version } from '../../src/app/runContext.ts';
import { commandTable } from '../../src/cli/flags/commandTable.ts';
import { exitMeaningsOf } from '../../src/cli/flags/exitCodeHelp.ts';
import { xtapIn } from '../support/recordingIo.ts';

const xtap = xtapIn({ path: '/' });

/** The options in the help of a command, in the order of the help. */
function listedFlags(help: string): readonly string[] {
  return [...help.matchAll(/^ {2}(?:-\w, )?--(?<name>[\w-]+)/gm)].map(({ groups }) => groups?.name ?? '');
}

it.each([[], ['help'], ['--help'], ['-h']])(
  'prints the help of the program on stdout, and exits with 0: xtap %s',
  async (...words) => {
    const { code, stdout, stderr } = await xtap(...words);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: xtap COMMAND/);
    expect(stdout).toContain('run "xtap demo"');
  },
);

it.each([
  ['help', 'plan'],
  ['plan', 'help'],
  ['plan', '-h'],
])('prints the help of the command: xtap %s %s', async (...words) => {
  expect(await xtap(...words)).toEqual({ ...(await xtap('plan', '--help')), code: 0, stderr: '' });
});

it.each([
  ['help', 'plann'],
  ['plann', '--help'],
  ['plann', 'help'],
])('suggests the nearest command for an unknown command: xtap %s %s', async (...words) => {
  const { code, stdout, stderr } = await xtap(...words);
  expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
  expect(stderr).toContain(`unknown command 'plann'`);
  expect(stderr).toContain('(Did you mean plan?) See "xtap --help".');
});

it.each([['version'], ['-v'], ['-V'], ['--version'], ['help', 'version']])(
  'prints the version: xtap %s %s',
  async (...words) => {
    expect(await xtap(...words)).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  },
);

it('names the help of the command that was used wrongly', async () => {
  expect((await xtap('drift', '--since', 'yesterday')).stderr).toContain('See "xtap drift --help".');
  expect((await xtap('completion')).stderr).toContain('See "xtap completion --help".');
});

describe.each(commandTable)('the help of $name', ({ name, operands, flags, formats, summary, examples }) => {
  let help: string;
  beforeAll(async () => {
    help = (await xtap(name, '--help')).stdout;
  });

  test('starts with the usage and a sentence about the command', () => {
    expect(help).toMatch(/^Usage: xtap [a-z]+ .*\[options\]\n\n[A-Z][^\n]+(\n[^\n]+)?\.\n/);
    expect(summary).toMatch(/^[a-z].*[^.]$/);
  });

  test('names the default path if the command takes a path', () => {
    expect(help.includes('(default configs/)')).toBe(
      operands.includes('PATH') || flags.some((flag) => flag.name === 'dir'),
    );
  });

  test('lists every flag once, the flags of Microsoft Graph last', () => {
    const listed = listedFlags(help).filter((flag) => flag !== 'help');
    expect(listed).toEqual(flags.map((flag) => flag.name));
    const fromGraph = flags.map(({ group }) => group === 'Microsoft Graph');
    expect(fromGraph).toEqual([...fromGraph].sort((a, b) => Number(a) - Number(b)));
  });

  test('lists the formats of the command', () => {
    const format = flags.find((flag) => flag.name === 'format');
    expect(new Set(format?.choices ?? ['text'])).toEqual(new Set(formats));
  });

  test('ends with two examples of flags and choices that exist', () => {
    expect(examples).toHaveLength(2);
    const lines = examples.map(({ line, does }) =>
      expect.stringMatching(new RegExp(`^ {2}${escaped(line)} {2,}${escaped(does)}$`)),
    );
    expect(help.trimEnd().split('\n').slice(-3)).toEqual(['Examples:', ...lines]);
    const words = examples.flatMap(({ line }) => line.split(/[\s()|<>]+/));
    expect(words).toContain(name);
    const known = [
      ...flags.map((flag) => `--${flag.name}`),
      ...flags.flatMap(({ short }) => (short ? [`-${short}`] : [])),
    ];
    expect(words.filter((word) => word.startsWith('-') && !known.includes(word))).toEqual([]);
  });

  test('says what the exit codes of the command mean, in ascending order', () => {
    const codes = [...help.matchAll(/^ {2}(\d+) +\S/gm)].map(([, code]) => Number(code));
    expect(codes).toEqual(exitMeaningsOf(name).map(([code]) => code));
    expect(codes[0]).toBe(0);
    expect(codes).toEqual([...codes].sort((a, b) => a - b));
    expect(help).toMatch(/\n {2}Others: 1 another error, /);
  });

  test('fits into 96 columns', () => {
    expect(help.split('\n').filter((line) => line.length > 96)).toEqual([]);
  });
});

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
