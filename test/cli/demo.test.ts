import type { StopSignal } from '../../src/cli/io.ts';
import { run } from '../../src/cli/main.ts';
import { recordingIo } from './recordingIo.ts';

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
});
