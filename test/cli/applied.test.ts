/* `--applied` beside `--base`: four origins, limits of three configurations, and the tag of the commit applied last. */
import { runIn } from '../support/recordingIo.ts';
import { type Repository, temporaryRepository } from '../support/repository.ts';
import { home, partnerId } from '../support/tenants.ts';

const tag = `xtap-applied/${home}`;
let repository: Repository;

/** A flag for each partner. */
const configuration = (flags: readonly boolean[], more = ''): string =>
  `version: 1\ntenant: ${home}\nundeclaredPartners: ignore\nundeclaredSettings: ignore\n${more}partners:\n${flags
    .map((flag, index) => `  - { tenantId: ${partnerId(index + 1)}, inboundTrust: { isMfaAccepted: ${flag} } }\n`)
    .join('')}`;
const live = (flags: readonly boolean[]): string =>
  JSON.stringify({
    value: flags.map((isMfaAccepted, index) => ({ tenantId: partnerId(index + 1), inboundTrust: { isMfaAccepted } })),
  });

beforeEach(() => {
  repository = temporaryRepository();
});
afterEach(() => repository.remove());

function commit(flags: readonly boolean[], more = ''): string {
  repository.write({ 'configs/a.yaml': configuration(flags, more) });
  repository.commit();
  return repository.git('rev-parse', 'HEAD').trim();
}

async function plan(words: readonly string[], flags: readonly boolean[] = [false, false, false]) {
  repository.write({ 'live.json': live(flags) });
  const result = await runIn(repository.path, ['plan', '--live', 'live.json', '--format', 'json', ...words]);
  const printed = JSON.parse(result.stdout) as {
    readonly changes: { readonly origin: string; readonly fields: { readonly origin: string }[] }[];
    readonly warnings: { readonly code: string; readonly message: string }[];
    readonly guards: { readonly guard: string; readonly limit: number }[];
    readonly error: { readonly message: string; readonly diagnostics: { readonly message: string; hint?: string }[] };
  };
  return { code: result.code, ...printed, origins: printed.changes?.map(({ origin }) => origin) };
}

test('a change of this commit, a merge that waits, and drift have different origins', async () => {
  const applied = commit([false, false, true]);
  commit([false, true, true]);
  commit([true, true, true]);
  const words = ['--base', 'git:HEAD^1', '--applied', applied];
  expect((await plan(words)).origins).toEqual(['config', 'waiting', 'drift']);
  expect((await plan(words.slice(0, 2))).origins).toEqual(['config', 'drift', 'drift']);
});

test('auto takes the commit of the tag', async () => {
  commit([false, false, true]);
  repository.git('tag', tag);
  commit([false, true, true]);
  commit([true, true, true]);
  expect((await plan(['--base', 'git:HEAD^1', '--applied', 'auto'])).origins).toEqual(['config', 'waiting', 'drift']);
  expect((await plan(['--base', 'auto'])).origins).toEqual(['config', 'config', 'drift']);
});

test('the strictest of the three limits applies', async () => {
  commit([true], 'guards: { maxDeletes: 1 }\n');
  repository.git('tag', tag);
  commit([true], 'guards: { maxDeletes: 4 }\n');
  commit([true], 'guards: { maxDeletes: 9 }\n');
  const { guards } = await plan(['--base', 'git:HEAD^1', '--applied', 'auto'], [true]);
  expect(guards.find(({ guard }) => guard === 'maxDeletes')).toMatchObject({ limit: 1, file: expect.any(String) });
});

test('without the tag there is no such state, and a warning says so', async () => {
  commit([false, true, true]);
  commit([true, true, true]);
  for (const words of [
    ['--base', 'git:HEAD^1', '--applied', 'auto'],
    ['--base', 'auto'],
  ]) {
    const { code, warnings, origins } = await plan(words);
    expect([code, origins?.[2]]).toEqual([0, words.length === 2 ? 'unknown' : 'drift']);
    expect(warnings).toContainEqual(
      expect.objectContaining({
        code: 'base-empty',
        message: expect.stringContaining(`This clone does not have the tag ${tag}`),
      }),
    );
  }
});

test('a tag that is not on the history of the branch is refused', async () => {
  commit([true, true, true]);
  repository.git('switch', '-q', '-c', 'other');
  commit([false, true, true]);
  repository.git('tag', tag);
  repository.git('switch', '-q', 'main');
  // Merged, it is an ancestor, but the branch itself has never been at it.
  repository.git('merge', '-q', '--no-ff', '--no-edit', 'other');
  const { code, error } = await plan(['--applied', 'auto', '--base', 'git:HEAD']);
  expect(code).toBe(65);
  expect(error.diagnostics[0]?.message).toContain('not on the history of HEAD');
});

test('a configuration that moved since it was applied is refused, and the message names the flag', async () => {
  repository.write({ 'old/a.yaml': configuration([true]) });
  repository.commit();
  repository.git('tag', tag);
  repository.git('rm', '-q', '-r', 'old');
  commit([true]);
  const { code, error } = await plan(['--applied', 'auto', '--base', 'git:HEAD']);
  expect([code, error.message]).toEqual([65, expect.stringMatching(/give --applied git:[0-9a-f]{40}:old/)]);
  const applied = repository.git('rev-parse', tag).trim();
  expect((await plan(['--applied', `git:${applied}:old`, '--base', 'git:HEAD'])).code).toBe(0);
});

test('a correction with --base auto needs the tag', async () => {
  commit([true, true, true]);
  const { code, stderr } = await runIn(repository.path, [
    'drift',
    '--correct',
    '--base',
    'auto',
    '--graph-url',
    'http://127.0.0.1:9',
  ]);
  expect([code, stderr]).toEqual([65, expect.stringContaining('Nothing was corrected. Fetch the tag')]);
});
