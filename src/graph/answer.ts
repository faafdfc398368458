/** From fetch's response to the port's: whole body, parsed, with the headers that matter. */
import { readRetryAfter } from '../model/retry.ts';
import type { GraphErrorBody, GraphResponse } from '../model/transport.ts';
import { type Exchange, faultOf } from './exchange.ts';
import { oneLine } from './networkFault.ts';

/** Throws GraphFault `not-json` for a success that is not JSON. Fills in what the exchange learns on the way. */
export async function readAnswer(response: Response, exchange: Exchange): Promise<GraphResponse> {
  exchange.status = response.status;
  const requestId = response.headers.get('request-id');
  if (requestId !== null) exchange.requestId = requestId;
  const text = await response.text();
  const date = Date.parse(response.headers.get('date') ?? '');
  const retryAfterMs = readRetryAfter(response.headers.get('retry-after'), Number.isNaN(date) ? Date.now() : date);
  const { body, isJson } = parseBody(text);
  if (response.ok && !isJson) throw faultOf('not-json', `the answer is not JSON: ${oneLine(text)}`, exchange);
  return {
    status: response.status,
    url: exchange.url,
    clientRequestId: exchange.clientRequestId,
    ...(requestId === null ? {} : { requestId }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(Number.isNaN(date) ? {} : { date }),
    body,
    ...(response.ok ? {} : { error: readError(body, isJson ? '' : oneLine(text), response) }),
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

function readError(body: unknown, text: string, response: Response): GraphErrorBody {
  const location = response.headers.get('location');
  const otherwise = location === null ? text : `a redirect to ${oneLine(location)}, which is not followed`;
  const error: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'error') : undefined;
  const member = (name: string): string => {
    const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
    return typeof value === 'string' ? value : '';
  };
  return { code: member('code'), message: member('message') || otherwise };
}
