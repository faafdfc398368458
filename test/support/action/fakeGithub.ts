/* The part of GitHub's REST API that the action uses, on the loopback: pages with Link headers, refusals, faults. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerOfRepository, artifactZip, changeRef, type FakeRepository, newRepository } from './fakeRepository.ts';
import { mayAsk } from './fakeToken.ts';

export interface FakeComment {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string; readonly type: string };
}

export interface FakeIssue extends FakeComment {
  readonly number: number;
  title: string;
  labels: readonly string[];
  state: string;
  readonly comments: string[];
}

export interface FakeGithub extends FakeRepository {
  readonly url: string;
  readonly comments: FakeComment[];
  readonly issues: FakeIssue[];
  /** `GET /path`, without the host. */
  readonly log: string[];
  /** Answers that come first, for requests whose log line matches. A 502 of a creation may have created. */
  readonly faults: { readonly on: RegExp; readonly status: number; readonly after?: boolean; times: number }[];
  readonly close: () => Promise<void>;
}

export const bot = { login: 'github-actions[bot]', type: 'Bot' };
export const stranger = { login: 'mallory', type: 'User' };

export function commentsOf(count: number, user = stranger): FakeComment[] {
  return Array.from({ length: count }, (_, index) => ({ id: index + 1, body: `comment ${index + 1}`, user }));
}

export async function startFakeGithub(comments: FakeComment[] = []): Promise<FakeGithub> {
  const github: Omit<FakeGithub, 'url' | 'close'> = { ...newRepository(), comments, issues: [], log: [], faults: [] };
  const server = createServer((request, response) => void answer(github, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  // One object: a test that sets a member sets what the server sees.
  return Object.assign(github, { url, close });
}

type State = Omit<FakeGithub, 'url' | 'close'>;

async function answer(github: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  const line = `${request.method} ${request.url}`;
  github.log.push(line);
  const fault = github.faults.find(({ on, times }) => times > 0 && on.test(line));
  if (fault) fault.times -= 1;
  const send = (status: number, body: unknown, headers: Record<string, string> = {}): void => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
  if (fault && !fault.after) return send(fault.status, { message: 'Resource not accessible by integration' });
  if (!mayAsk(request.headers.authorization, line)) {
    return send(403, { message: 'Resource not accessible by integration' });
  }
  const zip = artifactZip(github, line);
  if (zip !== undefined) return void response.writeHead(200, { 'content-type': 'application/zip' }).end(zip);
  const [status, body, headers] = respond(github, line, {
    host: request.headers.host ?? '',
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
  });
  if (fault) return send(fault.status, {});
  send(status, body, headers);
}

type Answer = readonly [status: number, body: unknown, headers?: Record<string, string>];

function respond(
  github: State,
  line: string,
  { host, body }: { readonly host: string; readonly body: Record<string, unknown> },
): Answer {
  const at = (pattern: RegExp): number | undefined => {
    const found = pattern.exec(line);
    return found ? Number(found[1] ?? 0) : undefined;
  };
  if (line === 'POST /graphql') return [200, { data: { viewer: { login: bot.login } } }];
  if (at(/^GET \/repos\/o\/r\/issues\/7\/comments/) !== undefined) return page(github.comments, line, host);
  if (at(/^GET \/repos\/o\/r\/issues\?/) !== undefined) return page(openIssues(github, line), line, host);
  const ofRepository = answerOfRepository(github, line);
  if (ofRepository !== undefined) return paged(ofRepository, line, host);
  const changed = changeRef(github, line, body);
  if (changed !== undefined) return changed;
  if (line === 'POST /repos/o/r/issues/7/comments') {
    github.comments.push({ id: 9000 + github.comments.length, body: stored(body), user: bot });
    return [201, github.comments.at(-1)];
  }
  const comment = at(/^PATCH \/repos\/o\/r\/issues\/comments\/(\d+)$/);
  if (comment !== undefined)
    return change(
      github.comments.find(({ id }) => id === comment),
      body,
    );
  if (line === 'POST /repos/o/r/issues') {
    const number = 100 + github.issues.length;
    const { title, labels } = body as { readonly title: string; readonly labels: readonly string[] };
    github.issues.push({
      id: number,
      number,
      title,
      labels,
      body: stored(body),
      state: 'open',
      user: bot,
      comments: [],
    });
    return [201, github.issues.at(-1)];
  }
  const issue = at(/^PATCH \/repos\/o\/r\/issues\/(\d+)$/);
  if (issue !== undefined)
    return change(
      github.issues.find(({ number }) => number === issue),
      body,
    );
  const spoken = at(/^POST \/repos\/o\/r\/issues\/(1\d\d)\/comments$/);
  if (spoken !== undefined) {
    github.issues.find(({ number }) => number === spoken)?.comments.push(stored(body));
    return [201, {}];
  }
  return [404, { message: 'Not Found' }];
}

function openIssues({ issues }: State, line: string): readonly FakeIssue[] {
  const label = new URL(line.slice(4), 'http://h').searchParams.get('labels') ?? '';
  return issues.filter(({ state, labels }) => state === 'open' && labels.includes(label));
}

function change(item: FakeComment | FakeIssue | undefined, body: Record<string, unknown>): Answer {
  if (item === undefined) return [404, { message: 'Not Found' }];
  if (body.body !== undefined) item.body = stored(body);
  if ('state' in item && typeof body.state === 'string') item.state = body.state;
  if ('title' in item && typeof body.title === 'string') item.title = body.title;
  if ('labels' in item && Array.isArray(body.labels)) item.labels = body.labels;
  return [200, item];
}

/** GitHub keeps no white space at the end. */
function stored({ body }: Record<string, unknown>): string {
  return String(body).trimEnd();
}

/** A list that lies in a member of the answer. */
function paged([status, body]: Answer, line: string, host: string): Answer {
  const { workflow_runs: runs } = body as { readonly workflow_runs?: readonly unknown[] };
  if (runs === undefined) return [status, body];
  const [code, shown, headers] = page(runs, line, host);
  return [code, { total_count: runs.length, workflow_runs: shown }, headers ?? {}];
}

function page(items: readonly unknown[], line: string, host: string): Answer {
  const url = new URL(line.slice(4), `http://${host}`);
  const size = Number(url.searchParams.get('per_page') ?? 30);
  const number = Number(url.searchParams.get('page') ?? 1);
  const shown = items.slice((number - 1) * size, number * size);
  if (number * size >= items.length) return [200, shown];
  url.searchParams.set('page', String(number + 1));
  return [200, shown, { link: `<${url.href}>; rel="next"` }];
}
