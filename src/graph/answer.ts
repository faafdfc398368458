/** From fetch's response to the port's: whole body, parsed, with the headers that matter. */
import { readRetryAfter } from '../model/retry.ts';
import type { GraphErrorBody, GraphResponse } from '../model/transport.ts';
import { type Exchange, faultOf } from './exchange.ts';
import { oneLine } from './networkFault.ts';
import { withoutToken } from './withoutToken.ts';

/**
 * Throws GraphFault `not-json` for a success that is not JSON. Fills in what the exchange learns on the way. What people
 * may come to read (errors, ids, texts that are no JSON) is free of `token`; the body of a success is as it came.
 */
export async function readAnswer(
  response: Response,
  exchange: Exchange,
  token: string | undefined,
): Promise<GraphResponse> {
  exchange.status = response.status;
  const sentId = response.headers.get('request-id');
  const requestId = sentId === null ? null : withoutToken(sentId, token);
  if (requestId !== null) exchange.requestId = requestId;
  const sent = await response.text();
  const date = Date.parse(response.headers.get('date') ?? '');
  const retryAfterMs = readRetryAfter(response.headers.get('retry-after'), Number.isNaN(date) ? Date.now() : date);
  const { body, isJson } = parseBody(response.ok ? sent : withoutToken(sent, token));
  const text = isJson ? '' : oneLine(withoutToken(sent, token));
  if (response.ok && !isJson) throw faultOf('not-json', `the answer is not JSON: ${text}`, exchange);
  return {
    status: response.status,
    url: exchange.url,
    clientRequestId: exchange.clientRequestId,
    ...(requestId === null ? {} : { requestId }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(Number.isNaN(date) ? {} : { date }),
    body,
    ...(response.ok
      ? {}
      : { error: readError(body, text, withoutToken(response.headers.get('location') ?? '', token)) }),
  };
}

function parseBody(text: string): { readonly body: unknown; readonly isJson: boolean } {
  if (text === '') return { body: undefined, isJson: true };
  try {
    return { body: JSON.parse(text) as unknown, isJson: true };
  } catch {
    return { body: undefined, isJson: false };
  }
}

function readError(body: unknown, text: string, location: string): GraphErrorBody {
  const otherwise = location === '' ? text : `a redirect to ${oneLine(location)}, which is not followed`;
  const error: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'error') : undefined;
  const member = (name: string): string => {
    const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
    return typeof value === 'string' ? value : '';
  };
  return { code: member('code'), message: member('message') || otherwise };
}
