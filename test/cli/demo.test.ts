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
    // The user's own settings would change the output.
    const io = recordingIo(temporary.path, { env: { XTAP_ONLY: 'Woodgrove Bank', XTAP_FORMAT: 'json' } });
    expect(await run(['demo'], io)).toBe(0);
    text = io.written.stdout;
    lines = text.trimEnd().split('\n');
  });

  test('runs the commands in the order of a normal change', () => {
    const commands = lines.filter((line) => line.startsWith('$ ')).map((line) => line.split(' ')[2]);
    expect(commands).toEqual(['validate', 'plan', 'check', 'apply', 'plan', 'drift', 'replay']);
    const parts = [
      'is valid',
      '▲ broadens',
      'error X006',
      '(exit 3)',
      'Applied. ',
      'No changes.',
      'by dana@contoso.example',
      '(exit 2)',
      '▼ would block ',
    ];
    const places = parts.map((part) => text.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  test('is short, and not wider than a code block on GitHub', () => {
    expect(lines.filter((line) => line.length > 96 && !line.includes(temporary.path))).toEqual([]);
    expect(lines.length).toBeLessThanOrEqual(156);
  });

  test('ends with the path of the report, and keeps the report, the plan and the configuration', () => {
    const report = lines.at(-1) ?? '';
    expect(lines.at(-2)).toContain('in a browser');
    expect(existsSync(report)).toBe(true);
    expect(readdirSync(dirname(report)).sort((a, b) => a.localeCompare(b))).toEqual([
      '.xtap',
      'configs',
      'days.signins.json',
      'plan.html',
      'plan.json',
    ]);
  });
});

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('after %s, the demo ends with the current step and does not report a bug', async (signal, code) => {
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
