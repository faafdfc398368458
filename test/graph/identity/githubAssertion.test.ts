import { requestGithubAssertion } from '../../../src/graph/identity/githubAssertion.ts';
import { XtapError } from '../../../src/model/errors.ts';
import { type Answer, type FakeGraph, retryingFor, sendJson, startFakeGraph } from '../../support/fakeGraph.ts';
import { problemOf } from '../../support/problemOf.ts';

let github: FakeGraph | undefined;
afterEach(() => github?.close());

async function jobOf(answer: Answer) {
  github = await startFakeGraph(answer);
  return { ACTIONS_ID_TOKEN_REQUEST_URL: `${github.origin}/id?a=1`, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 's3cret' };
}

describe('the identity token of a GitHub job', () => {
  it('is requested again after an outage, not before the time that GitHub gives', async () => {
    const env = await jobOf((response, _, n) => {
      if (n === 1) sendJson(response, 429, {}, { 'retry-after': '7' });
      else if (n === 2) response.destroy();
      else if (n === 3) response.end('<html>');
      else sendJson(response, 200, { value: 'assertion' });
    });
    const retrying = retryingFor();
    expect(await requestGithubAssertion(env, 'api://A', retrying)).toBe('assertion');
    expect(github?.seen.map(({ url }) => url)).toEqual(Array(4).fill('/id?a=1&audience=api%3A%2F%2FA'));
    expect(retrying.waits).toHaveLength(3);
    expect(retrying.waits[0]?.milliseconds).toBeGreaterThanOrEqual(7000);
    expect(JSON.stringify(retrying.waits)).not.toContain('s3cret');
  });

  it('is an error when the retry budget is used up', async () => {
    const env = await jobOf((response) => sendJson(response, 503, {}));
    const retrying = retryingFor(10);
    const problem = await problemOf(requestGithubAssertion(env, 'api://A', retrying));
    expect(problem.code).toBe('credential-unavailable');
    expect(problem.message).toContain('status 503');
    expect(retrying.waits.length).toBeGreaterThan(1);
    expect(github?.seen).toHaveLength(retrying.waits.length + 1);
  });

  it.each([
    [403, {}, 'status 403'],
    [200, {}, 'an answer without "value"'],
  ])('is not requested again after an answer of GitHub: %i %j', async (status, body, reason) => {
    const env = await jobOf((response) => sendJson(response, status, body));
    const problem = await problemOf(requestGithubAssertion(env, 'api://A', retryingFor()));
    expect(problem.message).toContain(reason);
    expect(github?.seen).toHaveLength(1);
  });

  it('is not waited for after the run was stopped', async () => {
    const stop = new AbortController();
    const reason = new XtapError('interrupted', 'Interrupted.');
    const env = await jobOf((response) => {
      stop.abort(reason);
      sendJson(response, 503, {});
    });
    const asking = requestGithubAssertion(env, 'api://A', { ...retryingFor(), signal: stop.signal });
    expect(await problemOf(asking)).toBe(reason);
    expect(github?.seen).toHaveLength(1);
  });

  it('is available in a run that was stopped before the request, to resolve requests in flight', async () => {
    const env = await jobOf((response, _, n) => sendJson(response, n === 1 ? 503 : 200, { value: 'assertion' }));
    const retrying = { ...retryingFor(), signal: AbortSignal.abort() };
    expect(await requestGithubAssertion(env, 'api://A', retrying)).toBe('assertion');
  });
});
