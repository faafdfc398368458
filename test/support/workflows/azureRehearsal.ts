/* The pipeline for Azure DevOps on a fake of its REST API: its scripts, run by bash with the built program. */
import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Facts } from '../../../src/emulator/facts.ts';
import { type Emulator, startEmulator } from '../../../src/emulator/http/server.ts';
import { program } from '../program.ts';
import { temporaryFolder } from '../temporaryFolder.ts';
import { fabrikam, home, versionAndTenant } from '../tenants.ts';
import { pipeline, stepsOf } from './azurePipeline.ts';
import { build, type FakeAzure, startFakeAzure } from './fakeAzure.ts';

type Words = Readonly<Record<string, string>>;

export interface ScriptRun {
  readonly code: number;
  readonly stdout: string;
  /** The outputs of the job. */
  readonly variables: Words;
  /** The variables for later steps of the job. */
  readonly local: Words;
  readonly tags: readonly string[];
}

export interface AzureRehearsal {
  readonly folder: string;
  readonly emulator: Emulator;
  readonly azure: FakeAzure;
  readonly git: (...args: readonly string[]) => string;
  /** Commits the one file of the configuration. */
  readonly commit: (configuration: string) => void;
  /** The script of a job that has an identity. */
  readonly run: (job: string, env?: Words) => Promise<ScriptRun>;
  /** The script of another step of a job. */
  readonly runStep: (job: string, displayName: string, env?: Words) => Promise<ScriptRun>;
  /** Plans and applies the commit that is checked out; the list of builds shows it as it ended. */
  readonly applied: () => Promise<ScriptRun>;
  readonly end: () => Promise<void>;
}

const first = `${versionAndTenant}undeclaredPartners: ignore\n`;

export async function startAzureRehearsal(facts: Partial<Facts> = {}): Promise<AzureRehearsal> {
  const azure = await startFakeAzure();
  const folder = temporaryFolder().path;
  const emulator = await startEmulator({ seed: 'empty', facts });
  emulator.setState({ ...emulator.state(), tenantId: home });
  for (const each of ['bin', 'repository/configs']) mkdirSync(join(folder, each), { recursive: true });
  writeFileSync(join(folder, 'bin', 'xtap'), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
  chmodSync(join(folder, 'bin', 'xtap'), 0o755);
  azure.folder = join(folder, 'repository');
  /** The current run. */
  let buildId = 100;

  const git = (...args: readonly string[]): string => {
    const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false'];
    const options = { cwd: azure.folder, encoding: 'utf8', stdio: 'pipe' } as const;
    return execFileSync('git', [...identity, ...args], options).trim();
  };
  const commit = (configuration: string): void => {
    writeFileSync(join(azure.folder, 'configs', 'tenant.yaml'), configuration);
    git('add', '.');
    git('commit', '-q', '-m', 'change');
  };
  git('init', '-q', '-b', 'main');
  commit(first);
  commit(
    `${first}partners:\n  - tenantId: ${fabrikam}\n    inboundTrust: { isMfaAccepted: true, isCompliantDeviceAccepted: false }\n`,
  );

  const runScript = (job: string, script: string, env: Words): Promise<ScriptRun> => {
    const options = {
      cwd: azure.folder,
      env: {
        PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
        HOME: folder,
        XTAP_GRAPH_URL: emulator.url,
        XTAP_FOLDER: join(folder, job),
        BUILDS: urlOf(azure, 'xtapBuilds'),
        RUNS: urlOf(azure, 'xtapRuns'),
        ITEMS: urlOf(azure, 'xtapItems'),
        PULL: urlOf(azure, 'xtapPull'),
        ALLOW_DELETES: '0',
        ALLOW_CHANGES: '0',
        // As Azure Pipelines leaves a variable that does not exist.
        XTAP_TEAMS_URL: '$(xtapTeamsUrl)',
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
    return new Promise((resolve) => {
      const child = execFile('bash', ['-c', script], options, (_, stdout) =>
        resolve({ code: child.exitCode ?? -1, stdout, ...commandsIn(stdout) }),
      );
    });
  };

  const run: AzureRehearsal['run'] = (job, env = {}) =>
    runScript(job, stepsOf(job).flatMap(({ inputs }) => inputs?.inlineScript ?? [])[0] ?? 'exit 99', env);
  const runStep: AzureRehearsal['runStep'] = (job, displayName, env = {}) =>
    runScript(job, stepsOf(job).find((step) => step.displayName === displayName)?.bash ?? 'exit 99', env);

  const applied = async (): Promise<ScriptRun> => {
    const planned = await run('plan');
    const plan = join(folder, 'plan', 'plan.json');
    const isChange = planned.variables.hasChanges === 'true';
    const last = isChange ? await run('apply', { PLAN: plan, DIGEST: planned.variables.digest ?? '' }) : planned;
    const result = last.code === 0 ? 'succeeded' : 'failed';
    const id = buildId;
    buildId += 1;
    azure.builds.unshift(build(git('rev-parse', 'HEAD'), { id, result, tags: last.tags }));
    return last;
  };

  const end = async (): Promise<void> => {
    rmSync(folder, { recursive: true });
    await Promise.all([emulator.close(), azure.close()]);
  };
  return { folder, emulator, azure, git, commit, run, runStep, applied, end };
}

/** As Azure Pipelines writes a variable's value: macros replaced. */
function urlOf(azure: FakeAzure, variable: string): string {
  const worth: Words = {
    'System.CollectionUri': azure.url,
    'System.TeamProjectId': 'project',
    'System.DefinitionId': '12',
    'Build.Repository.ID': 'repository',
    'System.PullRequest.PullRequestId': '7',
  };
  const value = pipeline.variables.find(({ name }) => name === variable)?.value ?? '';
  return value.replace(/\$\(([\w.]+)\)/g, (_, name: string) => worth[name] ?? '?');
}

/** What the logging commands of a script say. */
function commandsIn(stdout: string): Pick<ScriptRun, 'variables' | 'local' | 'tags'> {
  const found = [
    ...stdout.matchAll(/^##vso\[task\.setvariable variable=(\w+)(;isOutput=true;isReadOnly=true)?\](.*)$/gm),
  ];
  const wordsOf = (isOutput: boolean): Words =>
    Object.fromEntries(
      found
        .filter(([, , output]) => (output !== undefined) === isOutput)
        .map(([, name = '', , value = '']) => [name, value]),
    );
  const tags = [...stdout.matchAll(/^##vso\[build\.addbuildtag\](.*)$/gm)].map(([, tag = '']) => tag);
  return { variables: wordsOf(true), local: wordsOf(false), tags };
}
