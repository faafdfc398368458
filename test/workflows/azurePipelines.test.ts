/* The pipeline for Azure DevOps: what must hold of it, and its scripts run by bash with the built program. */
import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlias, parse, parseDocument, visit } from 'yaml';
import { type Emulator, startEmulator } from '../../src/emulator/server.ts';
import { program } from '../e2e/program.ts';
import { github } from './workflowFiles.ts';

jest.setTimeout(120_000);

interface PipelineStep {
  readonly bash?: string;
  readonly task?: string;
  readonly checkout?: string;
  readonly persistCredentials?: boolean;
  readonly download?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly inputs?: { readonly azureSubscription: string; readonly inlineScript: string };
}

interface PipelineJob {
  readonly job?: string;
  readonly deployment?: string;
  readonly environment?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly timeoutInMinutes?: number;
  readonly steps?: readonly PipelineStep[];
  readonly strategy?: { readonly runOnce: { readonly deploy: { readonly steps: readonly PipelineStep[] } } };
}

interface Pipeline {
  readonly stages: readonly {
    readonly stage: string;
    readonly condition: string;
    readonly jobs: readonly PipelineJob[];
  }[];
}

const text = readFileSync(join(github, 'templates', 'azure-pipelines.yml'), 'utf8');
const pipeline = parse(text) as Pipeline;
const jobs = new Map(
  pipeline.stages.flatMap((stage) => stage.jobs).map((job) => [job.job ?? job.deployment ?? '', job]),
);

function stepsOf(name: string): readonly PipelineStep[] {
  const job = jobs.get(name);
  return job?.steps ?? job?.strategy?.runOnce.deploy.steps ?? [];
}

const everyStep = [...jobs.keys()].flatMap(stepsOf);
const scripts = everyStep.flatMap(({ bash, inputs }) => bash ?? inputs?.inlineScript ?? []);

describe('the pipeline', () => {
  test('has the three stages, and jobs that end', () => {
    expect(pipeline.stages.map(({ stage }) => stage)).toEqual(['Plan', 'Apply', 'Drift']);
    expect([...jobs.values()].filter(({ timeoutInMinutes }) => timeoutInMinutes === undefined)).toEqual([]);
  });

  test('has no anchors and aliases: Azure Pipelines does not know them', () => {
    const found: string[] = [];
    visit(parseDocument(text), (_, node) => {
      if (isAlias(node)) found.push(node.source);
      else if (typeof node === 'object' && node !== null && 'anchor' in node && node.anchor)
        found.push(String(node.anchor));
    });
    expect(found).toEqual([]);
  });

  test('pastes nothing into its scripts, which get values from their environment', () => {
    expect(scripts.length).toBeGreaterThan(5);
    expect(scripts.filter((script) => /\$\(\w+\.[\w.]+\)|\$\((digest|xtap\w*)\)|\$\{\{/.test(script))).toEqual([]);
  });

  test('leaves no credentials in the work tree', () => {
    const checkouts = everyStep.filter(({ checkout }) => checkout !== undefined);
    expect(checkouts.filter(({ persistCredentials }) => persistCredentials !== false)).toEqual([]);
    expect(checkouts).toHaveLength(3);
  });

  test('uses the identity that writes only where an environment guards it, and never for a pull request', () => {
    for (const [name, job] of jobs) {
      const connections = stepsOf(name).flatMap(({ inputs }) => inputs?.azureSubscription ?? []);
      expect([name, connections]).toEqual([name, [job.environment === undefined ? 'xtap-plan' : 'xtap-apply']]);
    }
    const condition = pipeline.stages.find(({ stage }) => stage === 'Apply')?.condition ?? '';
    expect(condition).toContain("eq(variables['Build.SourceBranch'], 'refs/heads/main')");
    expect(condition).toContain("ne(variables['Build.Reason'], 'PullRequest')");
  });

  test('applies the file of this run, held to the digest of the job that planned', () => {
    expect(jobs.get('apply')?.variables?.digest).toBe("$[stageDependencies.Plan.plan.outputs['plan.digest']]");
    expect(stepsOf('apply').filter(({ checkout }) => checkout !== undefined)).toEqual([]);
    expect(stepsOf('apply').flatMap(({ download }) => download ?? [])).toEqual(['current']);
    expect(stepsOf('apply').flatMap(({ env }) => env?.DIGEST ?? [])).toEqual(['$(digest)']);
  });
});

describe('its scripts', () => {
  const tenant = '6babcaad-604b-40ac-a9d7-9fd97c0b779f';
  const partner = '90e29127-71ad-49c7-9ce8-db3f41ea06f1';
  let folder = '';
  let emulator: Emulator;

  beforeEach(async () => {
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
    await emulator.close();
  });

  function git(...args: readonly string[]): void {
    const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false'];
    execFileSync('git', [...identity, ...args], { cwd: join(folder, 'repository'), stdio: 'pipe' });
  }

  function commit(configuration: string): void {
    writeFileSync(join(folder, 'repository', 'configs', 'tenant.yaml'), configuration);
    git('add', '.');
    git('commit', '-q', '-m', 'change');
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
    const planned = await run('plan');
    await run('apply', { PLAN: join(folder, 'plan', 'plan.json'), DIGEST: planned.variables.digest ?? '' });
    emulator.portalEdit(partner, { inboundTrust: { isMfaAccepted: true, isCompliantDeviceAccepted: true } });
    const drifted = await run('drift');
    expect(drifted.code).toBe(2);
    expect(drifted.stdout).toContain('##vso[task.logissue type=error]The tenant is not as declared.');
    expect((await run('correct')).code).toBe(0);
    expect((await run('drift')).code).toBe(0);
  });

  test('a configuration that is not valid is an error of the run', async () => {
    commit('version: 2\n');
    const { code, stdout, variables } = await run('plan');
    expect(code).toBe(65);
    expect(stdout).toContain('##vso[task.logissue type=error]xtap plan ended with 65.');
    expect(variables).toEqual({});
  });
});
