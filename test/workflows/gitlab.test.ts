/*
 * The template for GitLab: its rules, and its scripts, run by bash with the built program and a fake of GitLab's API.
 */
import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parse } from 'yaml';
import { type Emulator, startEmulator } from '../../src/emulator/http/server.ts';
import { factsOfSynchronization } from '../support/emulatorForEach.ts';
import { program } from '../support/program.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { fabrikam, home, versionAndTenant } from '../support/tenants.ts';
import { github } from '../support/workflows/workflowFiles.ts';

jest.setTimeout(120_000);

interface GitlabJob {
  readonly extends?: string;
  readonly script?: readonly string[];
  readonly before_script?: readonly string[];
  readonly environment?: string;
  readonly resource_group?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly id_tokens?: unknown;
  readonly rules?: readonly { readonly if: string; readonly when?: string }[];
  readonly artifacts?: { readonly access?: string; readonly reports?: Readonly<Record<string, string>> };
}

const source = readFileSync(join(github, 'templates', 'gitlab-ci.yml'), 'utf8');
const jobs = parse(source) as Readonly<Record<string, GitlabJob>>;
const named = Object.entries(jobs).filter(([, job]) => job?.script !== undefined);

describe('the template', () => {
  test('uses the writing identity behind the environment only, by hand, and one run at a time', () => {
    const writers = named.filter(([, { variables }]) => variables?.AZURE_CLIENT_ID === '$XTAP_APPLY_CLIENT_ID');
    expect(writers.map(([name]) => name)).toEqual(['apply']);
    const { environment, resource_group: group, rules = [] } = jobs.apply ?? {};
    expect([environment, group]).toEqual(['xtap-apply', 'xtap-write']);
    expect(rules.map((rule) => rule.when)).toEqual(['manual', 'manual']);
    expect(rules.filter((rule) => !rule.if.includes('$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH'))).toEqual([]);
  });

  test('installs the package whose SHA-512 it has compared, and nothing by its name', () => {
    expect(jobs['.install']?.before_script?.[0]).toMatch(
      /sha512sum --check --strict[\s\S]*exit 1[\s\S]*npm install .*--offline .*"\.\/\$XTAP_PACKAGE"\n/,
    );
    expect(source.match(/npm (install|i|exec)|npx/g)).toHaveLength(1);
  });

  test('shows artifacts to developers only, and the reports of a merge request', () => {
    const kept = named.filter(([, { artifacts }]) => artifacts !== undefined);
    expect(kept.filter(([, { artifacts }]) => artifacts?.access !== 'developer')).toEqual([]);
    expect(Object.keys(jobs.review?.artifacts?.reports ?? {})).toEqual(['terraform', 'codequality', 'junit']);
  });
});

interface Note {
  readonly id: number;
  readonly author: { readonly id: number };
  body: string;
}

describe('its scripts', () => {
  let folder = '';
  let emulator: Emulator;
  let server: Server;
  let head = '';
  let notes: Note[] = [];
  const repository = (): string => join(folder, 'repository');
  const closed = `${versionAndTenant}undeclaredPartners: ignore\npartners:\n  - tenantId: ${fabrikam}\n    inboundTrust: { isMfaAccepted: false }\n`;
  const trusting = closed.replace('false', 'true');

  beforeEach(async () => {
    folder = temporaryFolder().path;
    emulator = await startEmulator({ seed: 'empty', facts: factsOfSynchronization });
    emulator.setState({ ...emulator.state(), tenantId: home });
    notes = [];
    server = createServer(async (request, response) => {
      const body = await text(request);
      const line = `${request.method} ${(request.url ?? '').replace(/\?.*/, '')}`;
      response.writeHead(request.headers['private-token'] === 'token' ? 200 : 401);
      response.end(JSON.stringify(answer(line, body)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    for (const each of ['bin', 'repository/configs']) mkdirSync(join(folder, each), { recursive: true });
    writeFileSync(join(folder, 'bin', 'xtap'), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
    chmodSync(join(folder, 'bin', 'xtap'), 0o755);
    git('init', '-q', '-b', 'main');
    git('remote', 'add', 'origin', repository());
    commit(`${versionAndTenant}undeclaredPartners: ignore\n`);
    commit(closed);
    head = git('rev-parse', 'HEAD');
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    server.close();
    await emulator.close();
  });

  function answer(line: string, body: string): unknown {
    const at = '/projects/1/merge_requests/7';
    if (line === `GET ${at}`) return { sha: head };
    if (line === 'GET /user') return { id: 42 };
    if (line === `GET ${at}/notes`) return notes;
    const given = (JSON.parse(body || '{}') as { body?: string }).body ?? '';
    if (line === `POST ${at}/notes`) return notes.push({ id: notes.length + 1, author: { id: 42 }, body: given });
    const note = notes.find(({ id }) => line === `PUT ${at}/notes/${id}`);
    if (note !== undefined) note.body = given;
    return {};
  }

  function git(...args: readonly string[]): string {
    const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false'];
    return execFileSync('git', [...identity, ...args], { cwd: repository(), encoding: 'utf8', stdio: 'pipe' }).trim();
  }

  function commit(configuration: string): void {
    writeFileSync(join(repository(), 'configs', 'tenant.yaml'), configuration);
    git('add', 'configs');
    git('commit', '-q', '-m', 'change');
  }

  function run(job: string, env: Readonly<Record<string, string>> = {}): Promise<{ code: number; stdout: string }> {
    const options = {
      cwd: repository(),
      env: {
        PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
        HOME: folder,
        XTAP_GRAPH_URL: emulator.url,
        XTAP_TENANT_ID: home,
        CI_DEFAULT_BRANCH: 'main',
        CI_COMMIT_SHA: git('rev-parse', 'HEAD'),
        CI_MERGE_REQUEST_DIFF_BASE_SHA: git('rev-parse', 'HEAD^1'),
        CI_API_V4_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        CI_PROJECT_ID: '1',
        CI_MERGE_REQUEST_IID: '7',
        CI_JOB_URL: 'https://gitlab.example/job/1',
        ...env,
      },
    };
    // GitLab stops at the first command that fails.
    return new Promise((resolve) => {
      const child = execFile(
        'bash',
        ['-eo', 'pipefail', '-c', jobs[job]?.script?.join('\n') ?? ''],
        options,
        (_, out) => resolve({ code: child.exitCode ?? -1, stdout: out }),
      );
    });
  }

  const json = (name: string): unknown => JSON.parse(readFileSync(join(repository(), name), 'utf8'));
  const dotenv = (): Readonly<Record<string, string>> =>
    Object.fromEntries(
      [...readFileSync(join(repository(), 'plan.env'), 'utf8').matchAll(/^(\w+)=(.*)$/gm)].map(([, a = '', b = '']) => [
        a,
        b,
      ]),
    );
  const writes = (): readonly string[] => emulator.requests.flatMap(({ method }) => (method === 'GET' ? [] : [method]));

  test('a merge request gets counts, findings and one note, which a new commit updates', async () => {
    notes.push({ id: 1, author: { id: 7 }, body: '<!-- xtap-plan -->\nof somebody else' });
    expect((await run('review', { XTAP_GITLAB_TOKEN: 'token' })).code).toBe(0);
    expect(json('terraform.json')).toEqual({ create: 1, update: 0, delete: 0 });
    expect(json('code-quality.json')).toEqual([]);
    expect(notes.map(({ author }) => author.id)).toEqual([7, 42]);
    expect(notes[1]?.body).toMatch(/^<!-- xtap-plan -->\n\n## xtap plan: /);

    commit(trusting);
    head = git('rev-parse', 'HEAD');
    await run('review', { XTAP_GITLAB_TOKEN: 'token' });
    expect(notes).toHaveLength(2);
    expect(notes[1]?.body).toContain(`Commit ${head.slice(0, 8)}, [job](https://gitlab.example/job/1)`);

    // A job of an older commit that is started again.
    const before = notes[1]?.body;
    head = 'f'.repeat(40);
    const old = await run('review', { XTAP_GITLAB_TOKEN: 'token' });
    expect([old.stdout.includes('has a newer commit'), notes[1]?.body]).toEqual([true, before]);
  });

  test('a new finding of the rules fails the job; the rules are those of the base', async () => {
    const pack = `name: ours
version: 1
rules:
  - id: O001
    title: A partner may use direct connect
    severity: error
    subject: partner
    when: { reach: { setting: b2bDirectConnectInbound, users: some, applications: some } }
    because: We use guest accounts.
    remedy: { do: Block it., subject: { b2bDirectConnectInbound: blocked } }
`;
    writeFileSync(join(repository(), 'xtap-rules.yaml'), pack);
    git('add', '.');
    git('commit', '-q', '-m', 'rules');
    writeFileSync(join(repository(), 'xtap-rules.yaml'), '# none\n');
    git('add', '.');
    commit(`${trusting}    b2bDirectConnectInbound: allowed\n`);
    const { code, stdout } = await run('review');
    expect([code, stdout]).toEqual([3, expect.stringContaining('O001')]);
  });

  test('findings have the form of code quality, and the job fails', async () => {
    commit('version: 1\ntenant: nobody\n');
    expect((await run('review')).code).toBe(65);
    expect(json('code-quality.json')).toEqual([
      expect.objectContaining({
        severity: 'critical',
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
        location: { path: 'configs/tenant.yaml', lines: { begin: 2 } },
      }),
    ]);
  });

  test('a note that cannot be written does not change the result', async () => {
    const { code, stdout } = await run('review', { XTAP_GITLAB_TOKEN: 'another' });
    expect([code, stdout]).toEqual([0, expect.stringContaining('The note could not be written.')]);
  });

  test('a merge is planned and applied with the digest of its plan, and then nothing has drifted', async () => {
    expect((await run('plan')).code).toBe(0);
    const { XTAP_DIGEST = '', XTAP_CHANGES = '' } = dotenv();
    expect([XTAP_CHANGES, XTAP_DIGEST]).toEqual(['true', expect.stringMatching(/^sha256:[0-9a-f]{64}$/)]);
    expect((await run('apply', { XTAP_CHANGES, XTAP_DIGEST: `sha256:${'0'.repeat(64)}` })).code).toBe(4);
    expect(writes()).toEqual([]);
    expect((await run('apply', { XTAP_CHANGES, XTAP_DIGEST })).code).toBe(0);
    expect(writes()).toEqual(['POST']);
    expect((await run('drift')).code).toBe(0);
  });

  test.each(['plan', 'apply'])('%s of an older commit stops before it reads the tenant', async (job) => {
    await run('plan');
    emulator.clearLog();
    commit(trusting);
    git('checkout', '-q', '--detach', 'HEAD^1');
    const { code, stdout } = await run(job, { XTAP_CHANGES: 'true', XTAP_DIGEST: dotenv().XTAP_DIGEST ?? '' });
    expect([code, stdout]).toEqual([4, expect.stringContaining('Superseded by a newer commit of main')]);
    expect(emulator.requests).toEqual([]);
  });

  test('the tag of the commit applied last moves forward, and not back when an old job is started again', async () => {
    git('config', `url.${repository()}.insteadOf`, 'https://gitlab-ci-token:job@gitlab.example:443/o/r.git');
    const server = { CI_SERVER_PROTOCOL: 'https', CI_SERVER_HOST: 'gitlab.example', CI_SERVER_PORT: '443' };
    const env = { ...server, CI_JOB_TOKEN: 'job', CI_PROJECT_PATH: 'o/r' };
    const tagged = (): string => git('rev-parse', `refs/tags/xtap-applied/${home}`);
    expect((await run('.tag', env)).code).toBe(0);
    expect(tagged()).toBe(head);

    commit(trusting);
    const tip = git('rev-parse', 'HEAD');
    expect((await run('.tag', env)).code).toBe(0);
    expect(tagged()).toBe(tip);

    const old = await run('.tag', { ...env, CI_COMMIT_SHA: head });
    expect([old.code, old.stdout]).toEqual([0, expect.stringContaining('stays')]);
    expect(tagged()).toBe(tip);
  });

  test('the tag of the commit applied last is the base of the next merge', async () => {
    const limit = closed.replace('partners:', 'guards: { maxDeletes: 0 }\npartners:');
    commit(limit);
    await run('plan');
    await run('apply', { ...dotenv() });
    git('tag', `xtap-applied/${home}`);
    commit(limit.replace('maxDeletes: 0', 'maxDeletes: 5').replace(/ {4}inboundTrust.*/, '    state: absent'));
    expect((await run('plan')).code).toBe(3);
  });
});
