/* How wide, how long and how colourful the text is that a run prints: --width, --color, --brief and --quiet. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { commandTable } from '../../src/cli/flags/commandTable.ts';
import { chooseWidths, type Io } from '../../src/cli/output/io.ts';
import { type Emulator, startEmulator } from '../../src/emulator/http/server.ts';
import { displayWidth } from '../../src/render/text/displayWidth.ts';
import { type FastTime, fastTime } from '../support/fastTime.ts';
import { type Run, recordingIo, runIn } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';

const folder = join(__dirname, '..', 'golden', 'plan');
const cases = readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory());

async function planOf(name: string, words: readonly string[], changes: Partial<Io> = {}): Promise<string> {
  const cwd = join(folder, name);
  const base = existsSync(join(cwd, 'base.yaml')) ? ['--base', 'base.yaml'] : [];
  const args = ['plan', 'config.yaml', '--live', 'live.json', ...base, ...words];
  return (await runIn(cwd, args, undefined, changes)).stdout;
}

const widest = (text: string): number => Math.max(...text.split('\n').map(displayWidth));

describe('the width of a plan', () => {
  test.each(cases)('fits 72 columns: %s', async (name) => {
    expect(tooWide(await planOf(name, ['--width', '72']), 72)).toEqual([]);
  });

  test('uses 140 columns, and no more', async () => {
    const [wide, wider] = [
      await planOf('twelve-changes', ['--width', '140']),
      await planOf('twelve-changes', ['--width', '400']),
    ];
    expect(widest(wide)).toBe(140);
    expect(wider).toBe(wide);
  });

  test('is that of --width, else of the terminal, else of COLUMNS, else 100', async () => {
    const widthOf = async (words: readonly string[], changes: Partial<Io>) =>
      widest(await planOf('twelve-changes', words, changes));
    const env = { COLUMNS: '110' };
    expect(await widthOf(['--width', '90'], { env })).toBe(90);
    expect(await widthOf([], { env })).toBe(110);
    expect(await widthOf([], { env: { COLUMNS: 'wide' } })).toBe(100);
    const stdout = { write: () => undefined, isTTY: true, columns: 130 };
    expect(chooseWidths({ ...recordingIo(folder, { env }), stdout })).toEqual({
      stdout: 130,
      stderr: 110,
      messages: 110,
      file: 100,
    });
  });

  test.each(['0', '-1', '72.5', 'wide'])('is a whole number above 0, not %s', async (width) => {
    const { code, stderr } = await runIn(folder, ['plan', '--width', width]);
    expect(code).toBe(64);
    expect(stderr).toContain('--width takes a whole number above 0');
  });

  test('puts a value below a path that is longer than its column, so that no column is out of line', async () => {
    const text = await planOf('twelve-changes', ['--width', '140']);
    const columnsOfValues = text
      .split('\n')
      .flatMap((line) => /^ {6}[a-z]\w+\.\w+ {2,}(?=[^ ▲▼])/.exec(line)?.[0].length ?? []);
    expect(new Set(columnsOfValues).size).toBe(1);
  });
});

/** The lines that are wider than the text may be, by the rule in `wrapText.ts`. */
function tooWide(text: string, width: number): readonly string[] {
  return text.split('\n').filter((line) => {
    const words = line.trim().split(/ +/);
    const isUnbreakable = words.length === 1 || (words.length === 2 && displayWidth(words[0] ?? '') <= 16);
    return displayWidth(line) > width && !isUnbreakable;
  });
}

describe.each([72, 140])('the text of every command at --width %i', (width) => {
  const work = folderForEach();
  const start = Date.parse('2026-11-30T12:00:00Z');
  let time: FastTime;
  let emulator: Emulator;
  const { TMPDIR } = process.env;

  beforeEach(async () => {
    time = fastTime(start);
    emulator = await startEmulator({ signIns: 3000, clock: time.now });
    process.env.TMPDIR = work.path;
  });
  afterEach(async () => {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    await emulator.close();
  });

  const xtap = (words: string): Promise<Run> => {
    const flag = words.startsWith('emulate ') ? [] : ['--width', `${width}`];
    return runIn(work.path, [...words.split(' '), ...flag], emulator.url, { ...time, env: { COLUMNS: `${width}` } });
  };

  test('fits, and so do the notes and errors on stderr', async () => {
    const wide: string[] = [];
    let widestLine = 0;
    for (const words of everyCommand) {
      const { stdout, stderr } = await xtap(words);
      expect({ words, text: stdout + stderr }).not.toEqual({ words, text: '' });
      wide.push(...tooWide(stdout + stderr, width).map((line) => `${words}: ${line}`));
      widestLine = Math.max(widestLine, widest(stdout));
    }
    expect(wide).toEqual([]);
    expect(widestLine).toBeGreaterThan(width - 4);
  });
});

/** On the sample tenant, in this order. */
const everyCommand = [
  'init --sample',
  'validate',
  'validate --online',
  'pull --snapshot live.json',
  'pull --dry-run --dir other --profiles',
  'plan -o json=plan.json -o text=plan.txt',
  'plan --show-requests',
  'plan --group-by none',
  'plan --brief',
  'plan --quiet',
  'drift',
  'drift --brief --no-attribution',
  'drift --quiet',
  'explain Fabrikam',
  'explain Litware --desired',
  'explain Fabrikam --direction inbound --service collaboration',
  'doctor',
  'check',
  'check --live live.json --pack xtap --pack zero-trust',
  'check --online --quiet',
  'signins -o month.signins.json',
  'plan --sign-ins month.signins.json',
  'replay --sign-ins month.signins.json',
  'replay plan.json --sign-ins month.signins.json --quiet',
  'discover --sign-ins month.signins.json --guests --lookup graph',
  'apply',
  'apply plan.json',
  'plan missing.yaml',
  'plan --since yesterday',
  'drift --since yesterday',
  'apply --yes --allow-broadening',
  'plan',
  'drift --correct',
  'add nowhere.example',
  'add 0c1d2e3f-4a5b-4c6d-8e7f-90a1b2c3d4e5 --name Nordwind',
  'init --ci github --action contoso/xtap@0123456789012345678901234567890123456789',
  'emulate edit Fabrikam inboundTrust.isMfaAccepted=false',
  'demo',
  '--help',
  ...commandTable.map(({ name }) => `${name} --help`),
];

describe('the colour of a plan', () => {
  const sequence = '\u001b[';

  test.each([
    [['--color', 'always'], {}, true],
    [['--color', 'always'], { NO_COLOR: '1' }, true],
    [['--color', 'always'], { XTAP_NO_COLOR: '1' }, true],
    [['--color', 'never'], { FORCE_COLOR: '1' }, false],
    [['--color', 'auto'], {}, false],
    [['--color', 'auto'], { FORCE_COLOR: '1' }, true],
    [['--no-color'], { XTAP_COLOR: 'always' }, false],
    [[], { XTAP_COLOR: 'always' }, true],
    [['--color', 'always', '--no-color'], {}, false],
    [['--no-color', '--color', 'always'], {}, true],
  ])('follows %j with the variables %j', async (words, env, isColored) => {
    expect((await planOf('beta', words, { env })).includes(sequence)).toBe(isColored);
  });
});

describe('a short plan', () => {
  test('has one line for each change with --brief, then the notes and the summary', async () => {
    const text = await planOf('twelve-changes', ['--brief', '--width', '72']);
    const changes = text.split('\n').filter((line) => /^ {2}[-+~] /.test(line));
    expect(changes).toHaveLength(12);
    expect(changes[0]).toBe('  -             City Power & Light  10000000-0000-4000-8000-000000000005');
    expect(changes[1]).toBe('  ~ ▲ broadens  Adatum  10000000-0000-4000-8000-000000000001');
    expect(text).toContain('\nThis plan is from a snapshot: apply refuses it.\n');
    expect(text).not.toContain('isMfaAccepted');
  });

  test('is only the summary and the digest with --quiet, as text', async () => {
    const { digest } = JSON.parse(await planOf('twelve-changes', ['--quiet', '--format', 'json']));
    expect(await planOf('twelve-changes', ['--quiet'])).toBe(
      `Plan: 1 to add, 10 to change, 1 to delete. ▲ 6 broaden access. ▼ 4 narrow access.\nDigest ${digest}\n`,
    );
  });

  test('is the digest on one line in the format digest', async () => {
    const { digest } = JSON.parse(await planOf('twelve-changes', ['--format', 'json']));
    expect(await planOf('twelve-changes', ['--format', 'digest'])).toBe(`${digest}\n`);
  });
});

test('the format digest belongs to plan: other commands print their default format if a variable requests it', async () => {
  const cwd = join(folder, 'beta');
  const { code, stdout, stderr } = await runIn(cwd, ['validate', 'config.yaml'], undefined, {
    env: { XTAP_FORMAT: 'digest' },
  });
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^config.yaml is valid/) });
  expect(stderr).toContain('validate has no digest output (XTAP_FORMAT), so this is text.');
  expect((await runIn(cwd, ['validate', 'config.yaml', '--format', 'digest'])).code).toBe(64);
});

describe('a run without a plan', () => {
  const work = folderForEach();

  test('prints no digest, and empties the file of an earlier digest', async () => {
    work.write('digest', 'sha256:earlier');
    const words = ['plan', 'missing.yaml', '--format', 'digest', '-o', 'digest=digest'];
    const { code, stdout } = await runIn(work.path, words);
    expect({ code, stdout, file: readFileSync(join(work.path, 'digest'), 'utf8') }).toEqual({
      code: 65,
      stdout: '',
      file: '',
    });
  });
});
