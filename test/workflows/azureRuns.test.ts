/* The scripts of the pipeline for Azure DevOps, run by bash with the built program. */
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '../../src/emulator/http/server.ts';
import { program } from '../support/program.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { fabrikam, home, versionAndTenant } from '../support/tenants.ts';
import { pipeline, stepsOf } from '../support/workflows/azurePipeline.ts';
import { build, type FakeAzure, startFakeAzure } from '../support/workflows/fakeAzure.ts';

jest.setTimeout(120_000);

describe('its scripts', () => {
  let folder = '';
  let emulator: Emulator;
  let azure: FakeAzure;
  /** The current run. */
  let buildId = 100;

  beforeEach(async () => {
    azure = await startFakeAzure();
    folder = temporaryFolder().path;
    emulator = await startEmulator({ seed: 'empty' });
    emulator.setState({ ...emulator.state(), tenantId: home });
    for (const each of ['bin', 'repository/configs']) mkdirSync(join(folder, each), { recursive: true });
    writeFileSync(join(folder, 'bin', 'xtap'), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
    chmodSync(join(folder, 'bin', 'xtap'), 0o755);
    azure.folder = join(folder, 'repository');
    buildId = 100;
    git('init', '-q', '-b', 'main');
    commit(`${versionAndTenant}undeclaredPartners: ignore\n`);
    commit(
      `${versionAndTenant}undeclaredPartners: ignore\npartners:\n  - tenantId: ${fabrikam}\n    inboundTrust: { isMfaAccepted: true, isCompliantDeviceAccepted: false }\n`,
    );
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await Promise.all([emulator.close(), azure.close()]);
  });

  function git(...args: readonly string[]): string {
    const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false'];
    const options = { cwd: join(folder, 'repository'), encoding: 'utf8', stdio: 'pipe' } as const;
    return execFileSync('git', [...identity, ...args], options).trim();
  }

  function commit(configuration: string): void {
    writeFileSync(join(folder, 'repository', 'configs', 'tenant.yaml'), configuration);
    git('add', '.');
    git('commit', '-q', '-m', 'change');
  }

  /** As Azure Pipelines writes a variable's value: macros replaced. */
  function urlOf(variable: string): string {
    const worth: Readonly<Record<string, string>> = {
      'System.CollectionUri': azure.url,
      'System.TeamProjectId': 'project',
      'System.DefinitionId': '12',
      'Build.Repository.ID': 'repository',
    };
    const value = pipeline.variables.find(({ name }) => name === variable)?.value ?? '';
    return value.replace(/\$\(([\w.]+)\)/g, (_, name: string) => worth[name] ?? '?');
  }

  interface ScriptRun {
    readonly code: number;
    readonly stdout: string;
    readonly variables: Readonly<Record<string, string>>;
  }

  function run(job: string, env: Readonly<Record<string, string>> = {}): Promise<ScriptRun> {
    const script = stepsOf(job).flatMap(({ inputs }) => inputs?.inlineScript ?? [])[0] ?? 'exit 99';
    return new Promise((resolve) => {
      const options = {
        cwd: join(folder, 'repository'),
        env: {
          PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
          HOME: folder,
          XTAP_GRAPH_URL: emulator.url,
          XTAP_FOLDER: join(folder, job),
          BUILDS: urlOf('xtapBuilds'),
          RUNS: urlOf('xtapRuns'),
          ITEMS: urlOf('xtapItems'),
          BUILD_BUILDID: String(buildId),
          BUILD_SOURCEVERSION: git('rev-parse', 'HEAD'),
          BUILD_REPOSITORY_PROVIDER: 'TfsGit',
          SYSTEM_COLLECTIONURI: 'https://dev.example/organization/',
          SYSTEM_TEAMPROJECTID: 'project',
          SYSTEM_ACCESSTOKEN: 'job-token',
          BUILD_SOURCEBRANCH: 'refs/heads/main',
          ...env,
        },
      };
      const child = execFile('bash', ['-c', script], options, (_, stdout) => {
        const found = stdout.matchAll(
          /^##vso\[task\.setvariable variable=(\w+);isOutput=true;isReadOnly=true\](.*)$/gm,
        );
        const variables = Object.fromEntries([...found].map(([, name = '', value = '']) => [name, value]));
        resolve({ code: child.exitCode ?? -1, stdout, variables });
      });
    });
  }

  /** Plans and applies the commit that is checked out; the list of builds shows it as it ended. */
  async function applied(): Promise<ScriptRun> {
    const planned = await run('plan');
    const plan = join(folder, 'plan', 'plan.json');
    const last =
      planned.variables.hasChanges === 'true'
        ? await run('apply', { PLAN: plan, DIGEST: planned.variables.digest ?? '' })
        : planned;
    const tags = /^##vso\[build\.addbuildtag\](.*)$/m.exec(last.stdout)?.[1];
    const result = last.code === 0 ? 'succeeded' : 'failed';
    const id = buildId;
    buildId += 1;
    azure.builds.unshift(build(git('rev-parse', 'HEAD'), { id, result, tags: tags === undefined ? [] : [tags] }));
    return last;
  }

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

  describe('the commit applied last', () => {
    test('is the base, so that a refused merge does not raise a limit', async () => {
      commit(configuration(0, closed));
      expect((await applied()).code).toBe(0);
      emulator.clearLog();
      for (const more of ['', '# and again\n']) {
        commit(configuration(5, 'state: absent') + more);
        const refused = await applied();
        expect(refused.code).toBe(3);
        expect(refused.stdout).toContain('xtap apply by hand with --allow-deletes N');
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

    test('is not looked up for a pull request, whose base is its target', async () => {
      azure.status = 500;
      expect((await run('plan', { BUILD_SOURCEBRANCH: 'refs/pull/7/merge' })).code).toBe(0);
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
