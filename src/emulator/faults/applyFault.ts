/** Applies a fault to an answer, either before the service handles the request or after it. */
import { tokenExpired } from '../http/accessToken.ts';
import { failureAnswer } from '../http/service.ts';
import type { IncomingRequest, WireAnswer } from '../http/wire.ts';
import type { AnswerEffect } from './faultRule.ts';
import type { DueFaults } from './faultSchedule.ts';

export type Delivery =
  | { readonly kind: 'answer'; readonly answer: WireAnswer }
  /** the headers and half of the body, then the connection breaks */
  | { readonly kind: 'half'; readonly answer: WireAnswer }
  /** the connection breaks without an answer */
  | { readonly kind: 'drop' }
  /** the connection stays open without an answer */
  | { readonly kind: 'silence' };

/**
 * The answer to a request with its faults.
 * @param serve lets the service handle the request; called at most once, and not at all for a fault that prevents it
 * @param now milliseconds since 1970
 */
export function applyFault(
  incoming: IncomingRequest,
  faults: DueFaults,
  serve: () => WireAnswer,
  now: number,
): Delivery {
  const { effect } = faults;
  switch (effect?.kind) {
    case undefined:
      return { kind: 'answer', answer: serve() };
    case 'next-link':
      return { kind: 'answer', answer: withNextLink(serve(), effect, incoming) };
    case 'drop':
      if (effect.commit) serve();
      return { kind: 'drop' };
    case 'hang':
      if (effect.commit) serve();
      return { kind: 'silence' };
    case 'status':
      if (effect.commit) serve();
      return { kind: 'answer', answer: statusAnswer(effect, incoming, now) };
    case 'body':
      // a read does not change the state, so it is always served: the damage needs a body
      return damageBody(effect.form, effect.commit || incoming.method === 'GET' ? serve() : undefined);
  }
}

function statusAnswer(
  effect: Extract<AnswerEffect, { kind: 'status' }>,
  incoming: IncomingRequest,
  now: number,
): WireAnswer {
  const { status, code, retryAfter, message = `Fault ordered by rule: ${status} ${code}.` } = effect;
  const failure = code === 'InvalidAuthenticationToken' ? { ...tokenExpired(), status } : { status, code, message };
  const answer = failureAnswer(failure, incoming, now);
  if (retryAfter === undefined) return answer;
  const value = retryAfter.asDate
    ? new Date(Math.ceil(now / 1000) * 1000 + retryAfter.seconds * 1000).toUTCString()
    : String(retryAfter.seconds);
  return { ...answer, headers: { ...answer.headers, 'retry-after': value } };
}

function damageBody(form: 'truncate' | 'html' | 'empty' | 'wrong-json', answer: WireAnswer | undefined): Delivery {
  const headers = answer?.headers ?? {};
  const page = (type: string, body: string): Delivery => ({
    kind: 'answer',
    answer: { status: 200, headers: { ...headers, 'content-type': type }, body },
  });
  switch (form) {
    case 'truncate':
      // without a body to cut, the connection breaks before the answer
      return answer?.body === undefined ? { kind: 'drop' } : { kind: 'half', answer };
    case 'html':
      return page('text/html', unavailablePage);
    case 'empty':
      return { kind: 'answer', answer: { status: 200, headers } };
    case 'wrong-json':
      return page('application/json', '{"value":"nonsense"}');
  }
}

const unavailablePage = '<!doctype html><html><body><h1>Our services are not available right now</h1></body></html>';

/** Changes the link of a list; other answers stay the same. */
function withNextLink(
  answer: WireAnswer,
  effect: Extract<AnswerEffect, { kind: 'next-link' }>,
  incoming: IncomingRequest,
): WireAnswer {
  if (answer.status !== 200 || answer.body === undefined) return answer;
  const body: unknown = JSON.parse(answer.body);
  if (typeof body !== 'object' || body === null || !('value' in body)) return answer;
  const query = new URLSearchParams([...incoming.query]).toString();
  const here = `/${incoming.version}${incoming.path}${query === '' ? '' : `?${query}`}`;
  const link = {
    loop: `${incoming.origin}${here}`,
    garbage: 'not a link: \u0000 %%%',
    foreign: `${effect.form === 'foreign' ? effect.origin : ''}${here}`,
  }[effect.form];
  return { ...answer, body: JSON.stringify({ ...body, '@odata.nextLink': link }) };
}
