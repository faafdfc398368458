/* The scripts of the pipeline for Azure DevOps, run by bash with the built program. */
import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '../../src/emulator/server.ts';
import { program } from '../e2e/program.ts';
import { pipeline, stepsOf } from './azurePipeline.ts';
import { build, type FakeAzure, startFakeAzure } from './fakeAzure.ts';

jest.setTimeout(120_000);

describe('its scripts', () => {
  const tenant = '6babcaad-604b-40ac-a9d7-9fd97c0b779f';
  const partner = '90e29127-71ad-49c7-9ce8-db3f41ea06f1';
  let folder = '';
  let emulator: Emulator;
  let azure: FakeAzure;

  beforeEach(async () => {
    azure = await startFakeAzure();
    folder = mkdtempSync(join(tmpdir(), 'xtap-azure-'));
    emulator = await startEmulator({ seed: 'empty' });
    emulator.setState({ ...emulator.state(), tenantId: tenant });
    for (const each of ['bin', 'repository/configs']) mkdirSync(join(folder, each), { recursive: true });
    writeFileSync(join(folder, 'bin', 'xtap'), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
    chmodSync(join(folder, 'bin', 'xtap'), 0o755);
    git('init', '-q', '-b', 'main');
    commit(`version: 1\ntenant: ${tenant}\nundeclaredPartners: ignore\n`);
    commit(
      `version: 1\ntenant: ${tenant}\nundeclaredPartners: ignore\npartners:\n  - tenantId: ${partner}\n    inboundTrust: { isMfaAccepted: true, isCompliantDeviceAccepted: false }\n`,
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
  function buildsUrl(): string {
    const worth: Readonly<Record<string, string>> = {
      'System.CollectionUri': azure.url,
      'System.TeamProjectId': 'project',
      'System.DefinitionId': '12',
    };
    const value = pipeline.variables.find(({ name }) => name === 'xtapBuilds')?.value ?? '';
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
          BUILDS: buildsUrl(),
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
    azure.builds.unshift(build(git('rev-parse', 'HEAD'), { result, tags: tags === undefined ? [] : [tags] }));
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
    expect(readFileSync(join(folder, 'apply', 'report.md'), 'utf8')).toContain(partner);

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

  test('drift is an error of the run; a correction takes back what was opened', async () => {
    await applied();
    emulator.portalEdit(partner, { inboundTrust: { isMfaAccepted: true, isCompliantDeviceAccepted: true } });
    const drifted = await run('drift');
    expect(drifted.code).toBe(2);
    expect(drifted.stdout).toContain('##vso[task.logissue type=error]The tenant is not as declared.');
    expect((await run('correct')).code).toBe(0);
    expect((await run('drift')).code).toBe(0);
  });

  const configuration = (deletes: number, settings: string): string =>
    `version: 1\ntenant: ${tenant}\nundeclaredPartners: ignore\nguards: { maxDeletes: ${deletes} }\npartners:\n  - tenantId: ${partner}\n    ${settings}\n`;
  const closed = 'inboundTrust: { isMfaAccepted: false }';
  const isWrite = ({ method }: { readonly method: string }): boolean => method !== 'GET';

  describe('what was applied last', () => {
    test('is the base: a limit is not lifted in two steps', async () => {
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
    ])('is not what a run was about that %s', async (_, run) => {
      commit(configuration(0, closed));
      await applied();
      commit(configuration(5, 'state: absent'));
      azure.builds.unshift(build(git('rev-parse', 'HEAD'), run));
      expect((await applied()).code).toBe(3);
    });

    test('is nothing at first: the usual limits hold, and nothing is corrected', async () => {
      commit(configuration(5, closed));
      expect((await run('plan')).code).toBe(0);
      const corrected = await run('correct');
      expect(corrected.code).toBe(1);
      expect(corrected.stdout).toContain('Nothing is known to be applied');
      expect(emulator.requests.filter(isWrite)).toEqual([]);
    });

    test('leaves alone what was merged since and waits', async () => {
      commit(configuration(0, closed));
      await applied();
      emulator.clearLog();
      commit(`${configuration(0, closed)}    b2bDirectConnectOutbound: blocked\n`);
      expect((await run('correct')).code).toBe(2);
      expect(emulator.requests.filter(isWrite)).toEqual([]);
    });

    test.each(['plan', 'correct'])('has to be known for %s', async (job) => {
      azure.status = 500;
      const { code, stdout } = await run(job);
      expect([code, emulator.requests]).toEqual([1, []]);
      expect(stdout).toContain('What was applied last cannot be read.');
    });

    test('is not asked for a pull request, whose base is its target', async () => {
      azure.status = 500;
      expect((await run('plan', { BUILD_SOURCEBRANCH: 'refs/pull/7/merge' })).code).toBe(0);
    });
  });

  test.each([
    ['the last scheduled run that succeeded', 200, '2026-11-20T04:17:00.123Z'],
    ['its usual days, where builds cannot be read', 500, undefined],
  ])('drift asks the audit log since %s', async (_, status, time) => {
    await applied();
    emulator.portalEdit(partner, { inboundTrust: { isMfaAccepted: true, isCompliantDeviceAccepted: true } });
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

  test('a configuration that is not valid is an error of the run', async () => {
    commit('version: 2\n');
    const { code, stdout, variables } = await run('plan');
    expect(code).toBe(65);
    expect(stdout).toContain('##vso[task.logissue type=error]xtap plan ended with 65.');
    expect(variables).toEqual({});
  });
});
