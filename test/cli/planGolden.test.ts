import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../../src/model/plan.ts';
import { runIn } from '../support/recordingIo.ts';

/*
 * Each folder of test/golden/plan has a configuration, whose first line states the intent of the case, a live tenant,
 * and the plan between them as text and Markdown. Two cases keep the whole plan as JSON (plan.json); the others keep
 * the fields that tell the cases apart (expect.json). To accept new output, run with XTAP_UPDATE_GOLDEN=1 and review
 * the difference.
 */
const folder = join(__dirname, '..', 'golden', 'plan');
const cases = readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory());
const wallNow = () => Date.UTC(2026, 10, 22, 1, 0, 0);

const isUpdating = process.env.XTAP_UPDATE_GOLDEN !== undefined;

async function plan(name: string, format: string): Promise<string> {
  const cwd = join(folder, name);
  const words = existsSync(join(cwd, 'args.json')) ? JSON.parse(readFileSync(join(cwd, 'args.json'), 'utf8')) : [];
  const base = existsSync(join(cwd, 'base.yaml')) ? ['--base', 'base.yaml'] : [];
  const line = ['plan', 'config.yaml', '--live', 'live.json', '--format', format, ...base, ...words];
  const { code, stdout } = await runIn(cwd, line, undefined, { wallNow });
  expect(`${code}\n`).toBe(expected(name, 'exit-code.txt', `${code}\n`));
  return stdout;
}

function expected(name: string, file: string, actual: string): string {
  const path = join(folder, name, file);
  if (isUpdating) writeFileSync(path, actual);
  return readFileSync(path, 'utf8');
}

/** Partners by name, so that a person can read the file. */
function summaryOf({ changes, guards, problems, warnings, undeclared, released, loosened }: Plan) {
  return {
    changes: changes.map(({ name, tenantId, resource, action, impact, origin, requests }) => ({
      of: name ?? tenantId ?? resource,
      action,
      impact,
      origin,
      requests: requests.map(({ method }) => method).join(' '),
    })),
    exceeded: guards.filter(({ status }) => status === 'exceeded').map(({ guard }) => guard),
    ...(problems.length > 0 && { problems: problems.map(({ name, code, line }) => `${line} ${name}: ${code}`) }),
    warnings: warnings.map(({ code }) => code),
    undeclared: undeclared.map(({ tenantId, name = tenantId, setting = 'partner' }) => `${name}: ${setting}`),
    released: released.map(({ name, tenantId, setting, member }) =>
      [name ?? tenantId ?? 'default', setting, member].filter(Boolean).join(' '),
    ),
    loosened: loosened.map(({ what }) => what),
  };
}

describe.each(cases)('%s', (name) => {
  test('states its intent', () => {
    expect(readFileSync(join(folder, name, 'config.yaml'), 'utf8')).toMatch(/^# .+\.\n/);
  });

  test.each([
    ['text', 'plan.txt'],
    ['markdown', 'plan.md'],
  ])('as %s', async (format, file) => {
    const text = await plan(name, format);
    expect(text).toBe(expected(name, file, text));
  });

  test('as JSON', async () => {
    const text = await plan(name, 'json');
    if (existsSync(join(folder, name, 'plan.json'))) {
      expect(text).toBe(expected(name, 'plan.json', text));
      return;
    }
    const summary = `${JSON.stringify(summaryOf(JSON.parse(text) as Plan), null, 2)}\n`;
    expect(summary).toBe(expected(name, 'expect.json', summary));
  });
});
