/* The scripts of the pipeline for Azure DevOps, run by bash with the built program. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../../src/model/plan.ts';
import { factsOfSynchronization } from '../support/emulatorForEach.ts';
import { fabrikam, versionAndTenant } from '../support/tenants.ts';
import { stepsOf } from '../support/workflows/azurePipeline.ts';
import { type AzureRehearsal, startAzureRehearsal } from '../support/workflows/azureRehearsal.ts';
import { build } from '../support/workflows/fakeAzure.ts';

jest.setTimeout(120_000);

describe('its scripts', () => {
  let rehearsal: AzureRehearsal;
  let { folder, emulator, azure, git, commit, run, applied } = {} as AzureRehearsal;

  beforeEach(async () => {
    rehearsal = await startAzureRehearsal(factsOfSynchronization);
    ({ folder, emulator, azure, git, commit, run, applied } = rehearsal);
  });
  afterEach(() => rehearsal.end());

  test('plan, apply of that plan, and no drift', async () => {
    const planned = await run('plan');
    expect(planned.code).toBe(0);
    expect(planned.variables).toEqual({ digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/), hasChanges: 'true' });
    expect(planned.stdout).toContain(`##vso[task.uploadsummary]${join(folder, 'plan', 'plan.md')}`);

    const plan = join(folder, 'plan', 'plan.json');
    const applied = await run('apply', { PLAN: plan, DIGEST: planned.variables.digest ?? '' });
    expect(applied.code).toBe(0);
    expect(existsSync(join(folder, 'apply', 'journal.jsonl'))).toBe(true);
    expect(existsSync(join(folder, 'apply', 'undo.plan.json'))).toBe(true);
    expect(readFileSync(join(folder, 'apply', 'report.md'), 'utf8')).toContain(fabrikam);

    expect((await run('drift')).code).toBe(0);
    expect((await run('plan')).variables.hasChanges).toBe('false');
  });

  test.each(['', `sha256:${'0'.repeat(64)}`])('apply with the digest "%s" writes nothing', async (digest) => {
    await run('plan');
    const { code, stdout } = await run('apply', { PLAN: join(folder, 'plan', 'plan.json'), DIGEST: digest });
    expect(code).not.toBe(0);
    expect(stdout).toContain('##vso[task.logissue type=error]xtap apply ended with');
    expect(emulator.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('drift is an error of the run; a correction reverts broadened access', async () => {
    await applied();
    emulator.portalEdit(fabrikam, { inboundTrust: { isMfaAccepted: true, isCompliantDeviceAccepted: true } });
    const drifted = await run('drift');
    expect(drifted.code).toBe(2);
    expect(drifted.stdout).toContain('##vso[task.logissue type=error]The tenant is not as declared.');
    expect((await run('correct')).code).toBe(0);
    expect((await run('drift')).code).toBe(0);
  });

  const configuration = (deletes: number, settings: string): string =>
    `${versionAndTenant}undeclaredPartners: ignore\nguards: { maxDeletes: ${deletes} }\npartners:\n  - tenantId: ${fabrikam}\n    ${settings}\n`;
  const closed = 'inboundTrust: { isMfaAccepted: false }';
  const isWrite = ({ method }: { readonly method: string }): boolean => method !== 'GET';

  describe('rules', () => {
    // X006: everything, trusted, without a prompt.
    const keys = 'inboundTrust: { isMfaAccepted: true }\n    automaticUserConsentSettings: { inboundAllowed: true }';

    test('a new finding ends the job before anybody can approve the plan', async () => {
      commit(configuration(5, closed));
      await applied();
      commit(configuration(5, keys));
      const { code, stdout, variables } = await run('plan');
      expect([code, variables]).toEqual([3, {}]);
      expect(stdout).toContain(`##vso[task.uploadsummary]${join(folder, 'plan', 'check.md')}`);
      expect(stdout).toContain('##vso[task.logissue type=error]xtap check ended with 3.');
      expect(readFileSync(join(folder, 'plan.check.junit.xml'), 'utf8')).toContain('classname="xtap.X006"');
    });

    test('a pull request is checked with the rules of its base', async () => {
      commit(configuration(5, closed));
      const off = 'name: own\nversion: 1\nextends: xtap\nrules: [{ id: X006, severity: off }]\n';
      writeFileSync(join(folder, 'repository', 'xtap-rules.yaml'), off);
      commit(configuration(5, keys));
      expect((await run('plan', { BUILD_SOURCEBRANCH: 'refs/pull/7/merge' })).code).toBe(3);
      commit(`${configuration(5, keys)}# again\n`);
      expect((await run('plan')).code).toBe(0);
    });
  });

  describe('the commit applied last', () => {
    test('is the base, so that a refused merge does not raise a limit', async () => {
      commit(configuration(0, closed));
      expect((await applied()).code).toBe(0);
      emulator.clearLog();
      for (const more of ['', '# and again\n']) {
        commit(configuration(5, 'state: absent') + more);
        const refused = await applied();
        expect(refused.code).toBe(3);
        expect(refused.stdout).toContain('To allow it once, run this pipeline on main with allowDeletes: 1.');
      }
      commit(configuration(5, closed));
      expect((await applied()).variables.hasChanges).toBe('false');
      commit(configuration(5, 'state: absent'));
      expect((await applied()).code).toBe(0);
      expect(emulator.requests.filter(isWrite)).toHaveLength(1);
    });

    test.each([
      ['failed', { result: 'failed', tags: ['xtap-applied'] }],
      ['left out the stage that applies', { reason: 'manual' }],
      ['was of another branch', { sourceBranch: 'refs/heads/change', tags: ['xtap-applied'] }],
    ])('is not the commit of a run that %s', async (_, run) => {
      commit(configuration(0, closed));
      await applied();
      commit(configuration(5, 'state: absent'));
      azure.builds.unshift(build(git('rev-parse', 'HEAD'), run));
      expect((await applied()).code).toBe(3);
    });

    test('does not exist at first: the usual limits apply, and nothing is corrected', async () => {
      commit(configuration(5, closed));
      expect((await run('plan')).code).toBe(0);
      const corrected = await run('correct');
      expect(corrected.code).toBe(1);
      expect(corrected.stdout).toContain('Nothing is known to be applied');
      expect(emulator.requests.filter(isWrite)).toEqual([]);
    });

    test('a correction with it does not touch a merge that waits for approval', async () => {
      commit(configuration(0, closed));
      await applied();
      emulator.clearLog();
      commit(`${configuration(0, closed)}    b2bDirectConnectOutbound: blocked\n`);
      expect((await run('correct')).code).toBe(0);
      expect(emulator.requests.filter(isWrite)).toEqual([]);
    });

    test.each(['plan', 'correct'])('is required for %s', async (job) => {
      const { code, stdout } = await run(job, { BUILDS: `${azure.url}nothing` });
      expect([code, emulator.requests]).toEqual([1, []]);
      expect(stdout).toContain('What was applied last cannot be read.');
    });

    test('is required for a pull request too, whose base is its target', async () => {
      azure.status = 500;
      const { code, stdout } = await run('plan', { BUILD_SOURCEBRANCH: 'refs/pull/7/merge' });
      expect([code, stdout]).toEqual([1, expect.stringContaining('What was applied last cannot be read.')]);
    });

    test('tells a merge that waits from drift, in a pull request and at night', async () => {
      commit(configuration(0, closed));
      await applied();
      commit(`${configuration(0, closed)}    b2bDirectConnectOutbound: blocked\n`);
      expect((await run('drift')).code).toBe(0);
      commit(`${configuration(0, closed)}    b2bDirectConnectOutbound: blocked\n    name: Fabrikam\n`);
      await run('plan', { BUILD_SOURCEBRANCH: 'refs/pull/7/merge' });
      const plan = JSON.parse(readFileSync(join(folder, 'plan', 'plan.json'), 'utf8')) as Plan;
      const origins = plan.changes.flatMap(({ fields }) => fields.map(({ origin }) => origin));
      expect(new Set(origins)).toEqual(new Set(['waiting']));
    });
  });

  describe('the parameters for guards', () => {
    beforeEach(async () => {
      commit(configuration(0, closed));
      await applied();
      emulator.clearLog();
      commit(configuration(0, 'state: absent'));
    });

    test('allow once what a guard refuses, up to their number', async () => {
      const planned = await run('plan', { ALLOW_DELETES: '1' });
      expect([planned.code, planned.variables.hasChanges]).toEqual([0, 'true']);
      expect(planned.stdout).toContain('This run allows once what a guard refuses, with allowDeletes: 1.');
      const plan = { PLAN: join(folder, 'plan', 'plan.json'), DIGEST: planned.variables.digest ?? '' };
      expect((await run('apply', plan)).code).toBe(3);
      expect(emulator.requests.filter(isWrite)).toEqual([]);
      expect((await run('apply', { ...plan, ALLOW_DELETES: '1' })).code).toBe(0);
      expect(emulator.requests.filter(isWrite)).toHaveLength(1);
    });

    test.each([{ ALLOW_DELETES: '0' }, { ALLOW_CHANGES: '9' }])('%j allows no deletion', async (env) => {
      const { code, stdout } = await run('plan', env);
      expect([code, stdout]).toEqual([3, expect.stringContaining('run this pipeline on main with allowDeletes: 1.')]);
    });
  });

  describe('the order of runs', () => {
    let waiting: Readonly<Record<string, string>>;
    /** A run that has planned and waits for its approval. */
    beforeEach(async () => {
      const { variables } = await run('plan');
      waiting = {
        PLAN: join(folder, 'plan', 'plan.json'),
        DIGEST: variables.digest ?? '',
        BUILD_SOURCEVERSION: git('rev-parse', 'HEAD'),
      };
      emulator.clearLog();
    });
    const newer = (more: Parameters<typeof build>[1] = {}): void =>
      void azure.builds.unshift(build('b2bf2b3'.padEnd(40, '0'), { id: 112, ...more }));

    test('a waiting merge that was reverted is not applied', async () => {
      commit(`${versionAndTenant}undeclaredPartners: ignore\n`);
      newer();
      const { code, stdout } = await run('apply', waiting);
      expect([code, emulator.requests]).toEqual([4, []]);
      expect(stdout).toContain(
        'Superseded by run 112, commit b2bf2b3 (https://dev.example/organization/project/_build',
      );
      expect(stdout).toContain('Where no run is left to approve, run this pipeline on main');
    });

    test('a newer waiting run is the one to approve', async () => {
      newer({ status: 'inProgress', result: 'none' });
      const { code, stdout } = await run('apply', waiting);
      expect([code, emulator.requests]).toEqual([4, []]);
      expect(stdout).toContain(
        'Superseded by run 112, commit b2bf2b3: approve that one. https://dev.example/organization/project/_build/results?buildId=112 Nothing was sent to the tenant.',
      );
    });

    test.each(['plan', 'correct'])(
      'an older run that is started again ends before %s reads the tenant',
      async (job) => {
        newer();
        expect([(await run(job)).code, emulator.requests]).toEqual([4, []]);
      },
    );

    test.each(['apply', 'plan', 'correct'])('a newer commit without a run stops %s too', async (job) => {
      commit(configuration(0, closed));
      const { code, stdout } = await run(job, waiting);
      expect([code, emulator.requests]).toEqual([4, []]);
      expect(stdout).toContain('Superseded by a newer commit of main: configs has changed there since');
    });

    test.each<readonly [string, Parameters<typeof build>[1]]>([
      ['of the schedule', { reason: 'schedule' }],
      ['of another branch', { sourceBranch: 'refs/pull/7/merge' }],
      ['that is older', { id: 99 }],
    ])('a run %s supersedes nothing', async (_, more) => {
      newer(more);
      expect((await run('apply', waiting)).code).toBe(0);
    });

    test('a newer commit that does not change the configuration supersedes nothing', async () => {
      writeFileSync(join(folder, 'repository', 'README.md'), 'more\n');
      git('add', '.');
      git('commit', '-q', '-m', 'readme');
      expect((await run('apply', waiting)).code).toBe(0);
    });

    test.each([
      ['the runs', 500, 200],
      ['the branch', 200, 403],
    ])('nothing is applied if %s cannot be read', async (_, status, itemStatus) => {
      Object.assign(azure, { status, itemStatus });
      const { code, stdout } = await run('apply', waiting);
      expect([code, emulator.requests]).toEqual([4, []]);
      expect(stdout).toContain('Let the job token view builds and read the repository.');
    });

    test('a repository on another host is ordered by its runs alone', async () => {
      azure.itemStatus = 403;
      const elsewhere = { ...waiting, BUILD_REPOSITORY_PROVIDER: 'GitHub' };
      expect((await run('apply', elsewhere)).code).toBe(0);
    });
  });

  test.each([
    ['the last scheduled run that succeeded', 200, '2026-11-20T04:17:00.123Z'],
    ['its usual days, where builds cannot be read', 500, undefined],
  ])('drift reads the audit log since %s', async (_, status, time) => {
    await applied();
    emulator.portalEdit(fabrikam, { inboundTrust: { isMfaAccepted: true, isCompliantDeviceAccepted: true } });
    azure.builds.unshift(
      build('a', { reason: 'schedule', result: 'failed', queueTime: '2026-11-21T04:17:00Z' }),
      build('b', { reason: 'schedule' }),
      build('c', { reason: 'schedule', queueTime: '2026-11-19T04:17:00Z' }),
    );
    emulator.clearLog();
    azure.status = status;
    expect((await run('drift')).code).toBe(2);
    const asked = emulator.requests.flatMap(({ query }) => / ge (\S+Z)/.exec(query.$filter ?? '')?.[1] ?? []);
    expect(asked.length).toBeGreaterThan(0);
    const isWanted = (text: string): boolean =>
      time === undefined ? Date.parse(text) > Date.now() - 8 * 86_400_000 : text === time;
    expect(asked.filter((text) => !isWanted(text))).toEqual([]);
  });

  test.each([
    ['that was checked', 'the package\n', 0],
    ['that was exchanged', 'another package\n', 1],
  ])('the package %s is installed from its file or refused', (_, content, code) => {
    const file = join(folder, 'xtap-1.0.0.tgz');
    writeFileSync(file, content);
    writeFileSync(join(folder, 'bin', 'npm'), `#!/bin/sh\necho "$@" > "${folder}/npm.log"\n`);
    chmodSync(join(folder, 'bin', 'npm'), 0o755);
    const sha512 = createHash('sha512').update('the package\n').digest('hex');
    const script = stepsOf('plan').find(({ displayName }) => displayName?.startsWith('Install xtap'))?.bash ?? '';
    const env = { PATH: `${join(folder, 'bin')}:${process.env.PATH}`, XTAP_PACKAGE: file, XTAP_SHA512: sha512 };
    const { status, stdout } = spawnSync('bash', ['-c', script], { env, encoding: 'utf8' });
    expect(status).toBe(code);
    expect(existsSync(join(folder, 'npm.log'))).toBe(code === 0);
    if (code === 0)
      expect(readFileSync(join(folder, 'npm.log'), 'utf8')).toMatch(/--ignore-scripts --offline .*1\.0\.0\.tgz/);
    else expect(stdout).toContain('It was not installed.');
  });

  test('a configuration that is not valid is an error of the run', async () => {
    commit('version: 2\n');
    const { code, stdout, variables } = await run('plan');
    expect(code).toBe(65);
    expect(stdout).toContain('##vso[task.logissue type=error]xtap plan ended with 65.');
    expect(variables).toEqual({});
  });
});
