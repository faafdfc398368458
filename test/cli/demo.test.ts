import { existsSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { run } from '../../src/cli/main.ts';
import type { StopSignal } from '../../src/cli/output/io.ts';
import { recordingIo } from '../support/recordingIo.ts';
import { type Folder, temporaryFolder } from '../support/temporaryFolder.ts';

const { TMPDIR } = process.env;
let temporary: Folder;

beforeEach(() => {
  temporary = temporaryFolder();
  process.env.TMPDIR = temporary.path;
});

afterEach(() => {
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
  temporary.remove();
});

describe('the demo', () => {
  let text: string;
  let lines: readonly string[];
  beforeEach(async () => {
    // Settings of the user's own would make another story of it.
    const io = recordingIo(temporary.path, { env: { XTAP_ONLY: 'Woodgrove Bank', XTAP_FORMAT: 'json' } });
    expect(await run(['demo'], io)).toBe(0);
    text = io.written.stdout;
    lines = text.trimEnd().split('\n');
  });

  test('tells the story in the order of the work', () => {
    const commands = lines.filter((line) => line.startsWith('$ ')).map((line) => line.split(' ')[2]);
    expect(commands).toEqual(['validate', 'plan', 'apply', 'plan', 'drift']);
    const parts = ['is valid', '▲ broadens', 'Applied. ', 'No changes.', 'by dana@contoso.example', '(exit 2)'];
    const places = parts.map((part) => text.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  test('is short enough to be read, and as wide as a block of code on GitHub', () => {
    expect(lines.filter((line) => line.length > 96 && !line.includes(temporary.path))).toEqual([]);
    expect(lines.length).toBeLessThanOrEqual(120);
  });

  test('ends with the file of the report, which it keeps beside the plan and the configuration', () => {
    const report = lines.at(-1) ?? '';
    expect(lines.at(-2)).toContain('in a browser');
    expect(existsSync(report)).toBe(true);
    expect(readdirSync(dirname(report)).sort((a, b) => a.localeCompare(b))).toEqual([
      '.xtap',
      'configs',
      'plan.html',
      'plan.json',
    ]);
  });
});

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('the demo ends with the step in which %s comes, and calls that no bug', async (signal, code) => {
  const listeners = new Set<(signal: StopSignal) => void>();
  const recording = recordingIo(process.cwd(), {
    onStopSignal: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
  const write = (text: string): void => {
    recording.written.stdout += text;
    if (text.includes('\n3. ')) setImmediate(() => [...listeners].forEach((listener) => void listener(signal)));
  };
  expect(await run(['demo'], { ...recording, stdout: { isTTY: false, write } })).toBe(code);
  expect(recording.written.stdout.trimEnd()).toMatch(new RegExp(`\\(exit ${code}\\)$`));
  expect(recording.written.stderr).not.toContain('bug');
  expect(readdirSync(temporary.path)).toEqual([]);
});
