import { join } from 'node:path';
import { type Emulator, startEmulator } from '../../../src/emulator/http/server.ts';
import { seedOf } from '../../../src/emulator/state/seed.ts';
import { factsOfSynchronization } from '../../support/emulatorForEach.ts';
import { runIn } from '../../support/recordingIo.ts';
import { type Repository, temporaryRepository } from '../../support/repository.ts';
import { home, partnerId, proseware } from '../../support/tenants.ts';

const tenant = (id = home): string => `version: 1\ntenant: ${id}\n`;
const entries = (first: string): string =>
  `partners:\n  - { tenantId: ${partnerId(1)}, ${first} }\n  - { tenantId: ${partnerId(2)}, state: present }\n`;
const present = entries('inboundTrust: { isMfaAccepted: true }');
const gone = entries('state: absent');
const strict = `protected: [${partnerId(1)}]\nguards: { maxDeletes: 0 }\n`;
/** The loosest limits, so that every limit in force comes from the base. */
const loose = 'undeclaredPartners: delete\nguards: { maxDeletes: 99, maxDeletePercent: 100, maxChangePercent: 100 }\n';
const head = `${tenant()}${loose}${gone}`;

let repository: Repository;
beforeEach(() => {
  repository = temporaryRepository();
});
afterEach(() => repository.remove());

const live = JSON.stringify({
  value: [1, 2, 3].map((digit) => ({
    tenantId: partnerId(digit),
    inboundTrust: { isMfaAccepted: true },
    identitySynchronization: null,
  })),
});

/** Commits the first files, then replaces them with the others. */
function change(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): void {
  repository.write(before);
  repository.commit();
  repository.replaceBy(after);
}

interface UndeclaredEntry {
  readonly setting?: string;
}

/** The undeclared partners of a plan, without the undeclared settings of declared ones. */
function undeclaredPartners(document: { readonly undeclared: readonly UndeclaredEntry[] }): readonly UndeclaredEntry[] {
  return document.undeclared.filter(({ setting }) => setting === undefined);
}

interface Guard {
  readonly guard: string;
  readonly status: string;
  readonly limit: number;
  readonly file?: string;
}

async function plan(words: readonly string[], cwd = repository.path) {
  repository.write({ 'live.json': live });
  const snapshot = join(repository.path, 'live.json');
  const { code, stdout } = await runIn(cwd, ['plan', ...words, '--live', snapshot, '--format', 'json']);
  const document = JSON.parse(stdout);
  const guards: readonly Guard[] = document.guards ?? [];
  const exceeded = guards.filter(({ status }) => status === 'exceeded').map(({ guard, file }) => [guard, file]);
  return { code, document, guards, exceeded, error: document.error?.message as string | undefined };
}

const deletesRefused = (file: string) => ({
  code: 3,
  exceeded: [
    ['maxDeletes', file],
    ['protected', file],
  ],
});

describe('the limits of a commit', () => {
  it('stay in force for a renamed folder with its old name, and the plan names their file', async () => {
    change({ 'configs/a.yaml': tenant() + strict + present }, { 'conf/a.yaml': head });
    expect(await plan(['conf', '--base', 'git:main:configs'])).toMatchObject(deletesRefused('git:main:configs/a.yaml'));
  });

  it('stay in force for a narrower path, and for a file that was renamed within the folder', async () => {
    const before = { 'configs/a.yaml': tenant() + present, 'configs/limits/l.yaml': strict };
    change(before, { 'configs/a.yaml': head, 'configs/b.yaml': head });
    const expected = deletesRefused('git:main:configs/limits/l.yaml');
    expect(await plan(['configs/a.yaml', '--base', 'git:main'])).toMatchObject(expected);
    expect(await plan(['configs/b.yaml', '--base', 'git:main:configs/a.yaml'])).toMatchObject(expected);
    const folder = join(repository.path, 'configs');
    expect(await plan(['b.yaml', '--base', 'git:main:a.yaml'], folder)).toMatchObject(
      deletesRefused('git:main:limits/l.yaml'),
    );
  });

  it('come from anywhere in the commit where no other tenant is declared, and the strictest is in force', async () => {
    change(
      {
        'configs/a.yaml': `${tenant()}guards: { maxDeletes: 7 }\nundeclaredPartners: ignore\n${present}`,
        'limits.YML': 'guards: { maxDeletes: 0 }\n',
        'old/limits.yaml': `guards: { maxDeletes: 3, maxDeletePercent: 1 }\n---\nprotected: [${partnerId(1)}]\n`,
      },
      { 'configs/a.yaml': head },
    );
    const { guards, document } = await plan(['configs', '--base', 'git:main']);
    expect(guards.map(({ guard, limit, file }) => [guard, limit, file])).toEqual([
      ['maxDeletes', 0, 'git:main:limits.YML'],
      ['maxDeletePercent', 1, 'git:main:old/limits.yaml'],
      ['maxChangePercent', 50, undefined],
      ['protected', 0, 'git:main:old/limits.yaml'],
      ['emptyDesiredState', 0, undefined],
    ]);
    expect(undeclaredPartners(document)).toEqual([]);
    expect(document.summary.undeclared).toBe(1);
  });

  it('are not reported as looser if their file is unchanged and outside of the paths', async () => {
    const limits = { 'limits.yaml': strict };
    const configuration = tenant() + present;
    change({ ...limits, 'configs/a.yaml': configuration }, { ...limits, 'configs/a.yaml': configuration });
    expect((await plan(['configs', '--base', 'git:main'])).document.loosened).toEqual([]);
    repository.replaceBy({ 'limits.yaml': 'guards: { maxDeletes: 1 }\n', 'configs/a.yaml': configuration });
    expect((await plan(['configs', '--base', 'git:main'])).document.loosened).toEqual([
      { what: 'protected', tenantId: partnerId(1) },
      { what: 'guards.maxDeletes', before: 0, after: 1 },
    ]);
  });

  it('name the file of `undeclaredPartners` if it keeps a partner', async () => {
    change({ 'configs/a.yaml': `${tenant()}undeclaredPartners: report\n${present}` }, { 'configs/a.yaml': head });
    const { document } = await plan(['configs', '--base', 'git:main']);
    expect(undeclaredPartners(document)).toMatchObject([
      {
        tenantId: partnerId(3),
        reason: 'not in the configuration; kept: `undeclaredPartners` of git:main:configs/a.yaml',
      },
    ]);
  });

  it('are only those of this tenant in a repository of many tenants', async () => {
    const fleet = {
      'tenants/a/a.yaml': tenant() + present,
      'tenants/a/limits.yaml': strict,
      'tenants/b/b.yaml': `${tenant(proseware)}guards: { maxDeletePercent: 0, maxChangePercent: 0 }\n`,
      'limits.yaml': 'guards: { maxDeletePercent: 0 }\n',
    };
    change(fleet, { ...fleet, 'tenants/a/a.yaml': head, 'fleet/a/a.yaml': head });
    const expected = deletesRefused('git:main:tenants/a/limits.yaml');
    expect(await plan(['tenants/a/a.yaml', '--base', 'git:main'])).toMatchObject(expected);
    expect(await plan(['fleet/a', '--base', 'git:main:tenants/a'])).toMatchObject(expected);
    expect((await plan(['fleet/a', '--base', 'git:main'])).error).toContain('give --base git:main:tenants/a.');
  });

  it('stay in force if the path of the base has no limits', async () => {
    const before = { 'configs/a.yaml': tenant() + strict + present, 'old/a.yaml': tenant() + loose + present };
    change(before, { 'configs/a.yaml': head });
    expect(await plan(['configs', '--base', 'git:main:old'])).toMatchObject(deletesRefused('git:main:configs/a.yaml'));
  });

  it('also stop apply, the correction of drift, and the undo plan', async () => {
    change({ 'configs/a.yaml': tenant() + strict + present }, { 'conf/a.yaml': head });
    const { policy, directory, default: defaults } = seedOf('empty');
    const partners = [1, 2].map((digit) => ({ tenantId: partnerId(digit), inboundTrust: null }));
    const emulator: Emulator = await startEmulator({
      seed: {
        tenantId: home,
        displayName: 'C',
        partners,
        default: defaults,
        policy,
        directory,
        identitySynchronization: {},
      },
      facts: factsOfSynchronization,
    });
    const words = ['--yes', '--allow-broadening', '--allow-deletes', '9', '--base', 'git:main:configs'];
    const { code, stderr } = await runIn(repository.path, ['apply', 'conf', ...words], emulator.url);
    expect(code).toBe(3);
    expect(stderr).toContain('The base protects it in git:main:configs/a.yaml.');
    const drift = ['drift', 'conf', '--correct', '--no-attribution', '--base', 'git:main:configs'];
    expect((await runIn(repository.path, drift, emulator.url)).code).toBe(3);
    expect(emulator.requests.filter(({ method }) => method !== 'GET')).toEqual([]);

    // The plan creates a partner that the base protects: the undo plan would delete it.
    repository.git('reset', '-q', '--hard');
    repository.replaceBy({
      'conf/a.yaml': `${tenant()}${loose}partners: [{ tenantId: ${partnerId(3)}, state: present }]\n`,
    });
    repository.write({ 'configs/limits.yaml': `protected: [${partnerId(3)}]\n`, 'configs/a.yaml': tenant() + present });
    repository.commit();
    repository.git('rm', '-q', '-r', 'configs');
    const undo = ['apply', 'conf', '--yes', '--allow-broadening', '--undo', 'undo.json', '--base', 'git:HEAD'];
    expect(await runIn(repository.path, undo, emulator.url)).toMatchObject({ code: 0 });
    const undone = await runIn(
      repository.path,
      ['apply', 'undo.json', '--allow-broadening', '--allow-deletes', '9'],
      emulator.url,
    );
    await emulator.close();
    expect(undone).toMatchObject({ code: 3, stderr: expect.stringContaining('1 protected partner would be deleted') });
  });
});

describe('YAML that is not a configuration', () => {
  const manifests = {
    'k8s/pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: { labels: { tenant: x } }\nguards: { maxSurge: 0 }\n',
    'k8s/azure.yaml': `tenant: ${proseware}\nsubscription: x\n`,
    'k8s/branches.yml': 'protected: [main, develop]\nguards: 7\n',
    'chart/templates/x.yaml': '{{- if .Values.tenant }}\nkind: Pod\n  bad: [\n{{ end }}\nprotected: {{ .x }}\n',
    'chart/twice.yaml': 'protected: 1\nprotected: 2\n',
    'chart/binary.yaml': 'tenant: \u0001\n',
    'chart/deep.yaml': `guards: ${'['.repeat(100)}\n`,
  };

  it('sets no limit, declares no tenant and does not fail the plan', async () => {
    change({ ...manifests, 'configs/a.yaml': tenant() + strict + present }, { 'conf/a.yaml': head });
    expect(await plan(['conf', '--base', 'git:main:configs'])).toMatchObject(deletesRefused('git:main:configs/a.yaml'));
    expect((await plan(['conf', '--base', 'git:main'])).error).toContain('give --base git:main:configs.');
  });

  it('stops the plan if it looks like a limit that cannot be read', async () => {
    for (const broken of [
      `protected: [${partnerId(1)}\nx: ]: [`,
      'guards: { maxDeletes: "0" }\n',
      `undeclaredPartners: [\n`,
    ]) {
      change({ 'configs/a.yaml': tenant() + present, 'configs/limits.yaml': broken }, { 'configs/a.yaml': head });
      const { code, document } = await plan(['configs/a.yaml', '--base', 'git:HEAD']);
      expect(code).toBe(65);
      expect(document.error.message).toBe('xtap cannot read every limit of the base. No plan was made.');
      expect(document.error.diagnostics[0].file).toBe('git:HEAD:configs/limits.yaml');
      repository.git('reset', '-q', '--hard');
    }
  });

  it('does not stop the plan if an invalid file belongs to another tenant', async () => {
    const fleet = {
      'c/a/a.yaml': tenant() + strict + present,
      'c/b/b.yaml': `${tenant(proseware)}protected: [${partnerId(1)}\nx: ]: [`,
    };
    change(fleet, { ...fleet, 'c/a/a.yaml': head });
    expect(await plan(['c/a', '--base', 'git:main'])).toMatchObject(deletesRefused('git:main:c/a/a.yaml'));
  });

  it('stops the plan if it is a link or a submodule beside the configuration, but not elsewhere', async () => {
    repository.link('docs/current', '../configs');
    change({ 'configs/a.yaml': tenant() + strict + present }, { 'configs/a.yaml': head });
    const narrow = ['configs/a.yaml', '--base', 'git:HEAD'];
    expect((await plan(narrow)).code).toBe(3);
    repository.git('reset', '-q', '--hard');
    repository.link('configs/limits.yaml', '../shared.yaml');
    repository.commit();
    const { code, document } = await plan(narrow);
    expect(code).toBe(65);
    expect(document.error.diagnostics[0].message).toBe(
      'git:HEAD:configs/limits.yaml is a symbolic link, and xtap does not follow the links of a commit',
    );
  });
});

describe('a configuration that moved', () => {
  it('ends the run with a message that names its new path and the base to give', async () => {
    change({ 'my configs/deep/core.yaml': tenant(), 'my configs/p.yaml': strict }, { 'conf/a.yaml': head });
    const { code, document } = await plan(['conf', '--base', 'git:main']);
    expect(code).toBe(65);
    expect(document.error).toMatchObject({
      code: 'base-moved',
      message: `git:main has no configuration at conf. The commit declares the tenant ${home} at git:main:my configs/deep/core.yaml:2:9. No plan was made. If the configuration moved, give --base 'git:main:my configs'.`,
    });
  });

  it('is suggested as a file if a file was given, or if the folder has other tenants', async () => {
    change(
      {
        'configs/a.yaml': tenant() + strict + present,
        'configs/b.yaml': tenant(proseware),
        'c.yaml': tenant(proseware),
      },
      { 'configs/new.yaml': head, 'conf/a.yaml': head },
    );
    for (const path of ['configs/new.yaml', 'conf']) {
      expect((await plan([path, '--base', 'git:main'])).error).toContain('give --base git:main:configs/a.yaml.');
    }
    expect(await plan(['conf', '--base', 'git:main:configs/a.yaml'])).toMatchObject(
      deletesRefused('git:main:configs/a.yaml'),
    );
  });

  it('is detected if the path has another tenant, both tenants, or no tenant', async () => {
    change(
      { 'x/a.yaml': tenant() + strict + present, 'y/b.yaml': tenant(proseware), 'z/p.yaml': 'partners: []\n' },
      { 'x/h.yaml': head, 'y/h.yaml': head, 'z/h.yaml': head },
    );
    const errorAt = async (path: string, base = 'git:main') => (await plan([path, '--base', base])).error;
    expect(await errorAt('y')).toMatch(/^git:main:y\/b\.yaml declares the tenant 3d0f.* give --base git:main:x\.$/);
    expect(await errorAt('y', 'git:main:.')).toMatch(/declares the tenant 3d0f.* give --base git:main:x\.$/);
    expect(await errorAt('z')).toMatch(/^z does not declare the tenant 6bab.* give --base git:main:x\.$/);
  });

  it('is not suspected if a path is new and another one declares the tenant', async () => {
    change(
      { 'configs/a.yaml': tenant() + strict + present },
      { 'configs/a.yaml': tenant() + loose, 'more.yaml': gone },
    );
    expect(await plan(['configs/a.yaml', 'more.yaml', '--base', 'git:main'])).toMatchObject(
      deletesRefused('git:main:configs/a.yaml'),
    );
  });
});

describe('a commit that does not declare the tenant', () => {
  const message = `Nothing in git:main declares the tenant ${home}, so the base is empty: no change counts as drift, and undeclared partners stay.`;

  it('is an empty base: the plan says so in every format, and the default limits apply', async () => {
    change({ 'readme.md': 'x', 'configs/l.yaml': `protected: [${partnerId(1)}]\n` }, { 'configs/a.yaml': head });
    const { guards, document, exceeded } = await plan(['configs', '--base', 'git:main']);
    expect(document.warnings).toContainEqual({ code: 'base-empty', message: `${message} The usual limits apply.` });
    expect(guards.map(({ limit }) => limit)).toEqual([5, 20, 50, 0, 0]);
    expect(exceeded).toEqual([['protected', 'git:main:configs/l.yaml']]);
    expect(document.changes.map(({ origin }: { origin: string }) => origin)).toEqual(['config']);
    for (const format of ['text', 'markdown', 'html', 'github']) {
      const words = ['plan', 'configs', '--base', 'git:main', '--live', 'live.json', '--format', format];
      expect((await runIn(repository.path, words)).stdout).toContain('base-empty');
    }
  });

  it('keeps the limits of another tenant at the same path, so that naming another tenant lifts no limit', async () => {
    change({ 'configs/a.yaml': tenant(proseware) + strict + present }, { 'configs/a.yaml': head });
    const { document, ...rest } = await plan(['configs', '--base', 'git:main']);
    expect(rest).toMatchObject(deletesRefused('git:main:configs/a.yaml'));
    expect(document.warnings).toContainEqual({
      code: 'base-empty',
      message: `${message} The paths declare the tenant ${proseware} there; its guards and its protected partners apply beside the usual limits.`,
    });
  });

  it('is not an empty base if the configuration at the path has errors', async () => {
    change({ 'configs/a.yaml': 'version: 1\nprotected: [\n' }, { 'configs/a.yaml': head });
    const { code, error } = await plan(['configs', '--base', 'git:main']);
    expect({ code, error }).toEqual({ code: 65, error: expect.stringContaining('error') });
  });
});
