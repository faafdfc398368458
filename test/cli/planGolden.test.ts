import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/cli/main.ts';
import { recordingIo } from '../support/recordingIo.ts';

/*
 * Each folder of test/golden/plan contains a configuration, a live tenant, and the plan between them in several
 * formats. To accept new output, run with XTAP_UPDATE_GOLDEN=1 and review the difference.
 */
const folder = join(__dirname, '..', 'golden', 'plan');
const cases = readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory());
const clock = { wallNow: () => Date.UTC(2026, 10, 22, 1, 0, 0) };

async function plan(name: string, format: string): Promise<{ readonly code: number; readonly text: string }> {
  const cwd = join(folder, name);
  const words = existsSync(join(cwd, 'args.json')) ? JSON.parse(readFileSync(join(cwd, 'args.json'), 'utf8')) : [];
  const base = existsSync(join(cwd, 'base.yaml')) ? ['--base', 'base.yaml'] : [];
  const io = recordingIo(cwd, clock);
  const code = await run(['plan', 'config.yaml', '--live', 'live.json', '--format', format, ...base, ...words], io);
  return { code, text: io.written.stdout };
}

function expected(name: string, file: string, actual: string): string {
  const path = join(folder, name, file);
  if (process.env.XTAP_UPDATE_GOLDEN) writeFileSync(path, actual);
  return readFileSync(path, 'utf8');
}

describe.each(cases)('%s', (name) => {
  test.each([
    ['text', 'plan.txt'],
    ['json', 'plan.json'],
    ['markdown', 'plan.md'],
  ])('as %s', async (format, file) => {
    const { code, text } = await plan(name, format);
    expect(text).toBe(expected(name, file, text));
    expect(`${code}\n`).toBe(expected(name, 'exit-code.txt', `${code}\n`));
  });
});
