import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runIn } from '../support/recordingIo.ts';

/*
 * Each folder of test/golden/drift has a configuration, whose first line states the intent of the case, a live tenant,
 * perhaps the configuration that was applied last (base.yaml), and the drift between them. Update and review as for
 * test/golden/plan.
 */
const folder = join(__dirname, '..', 'golden', 'drift');
const cases = readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory());
const wallNow = () => Date.UTC(2026, 10, 22, 1, 0, 0);
const isUpdating = process.env.XTAP_UPDATE_GOLDEN !== undefined;

async function drift(name: string, format: string): Promise<{ code: number; stdout: string }> {
  const cwd = join(folder, name);
  const base = existsSync(join(cwd, 'base.yaml')) ? ['--base', 'base.yaml'] : [];
  return runIn(cwd, ['drift', 'config.yaml', '--live', 'live.json', '--format', format, ...base], undefined, {
    wallNow,
  });
}

function expected(name: string, file: string, actual: string): string {
  const path = join(folder, name, file);
  if (isUpdating) writeFileSync(path, actual);
  return readFileSync(path, 'utf8');
}

describe.each(cases)('%s', (name) => {
  test('states its intent', () => {
    expect(readFileSync(join(folder, name, 'config.yaml'), 'utf8')).toMatch(/^# .+\.\n/);
  });

  test('as text, whose last line has the exit code', async () => {
    const { code, stdout } = await drift(name, 'text');
    expect(stdout).toBe(expected(name, 'drift.txt', stdout));
    const lines = stdout.trimEnd().split('\n');
    const last = lines.slice(lines.findLastIndex((line) => /^(?:Drift:|No )/.test(line))).join(' ');
    expect(/Exit (\d)\.$/.exec(last)?.[1] ?? '0').toBe(String(code));
    expect(last.startsWith('No ')).toBe(code === 0);
  });

  test.each([
    ['markdown', 'drift.md'],
    ['github', 'drift.github.txt'],
  ])('as %s', async (format, file) => {
    const { stdout } = await drift(name, format);
    expect(stdout).toBe(expected(name, file, stdout));
  });

  test('as JSON', async () => {
    const { code, stdout } = await drift(name, 'json');
    const { drift: counts, driftDigest } = JSON.parse(stdout);
    const summary = `${JSON.stringify({ exitCode: code, drift: counts, driftDigest }, null, 2)}\n`;
    expect(summary).toBe(expected(name, 'expect.json', summary));
  });
});
