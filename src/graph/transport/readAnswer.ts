/** Turns an HTTP answer into a GraphResponse: reads and parses the body, and the headers that xtap uses. */

import type { Readable } from 'node:stream';
import type { GraphErrorBody, GraphResponse } from '../../model/graphPort.ts';
import { parseUntrustedJson } from '../../model/json.ts';
import type { HttpAnswer } from '../../platform/http/sendHttp.ts';
import { readRetryAfter } from '../../platform/retry.ts';
import { singleLine, truncate, truncateWithNote } from '../../platform/text.ts';
import { type Exchange, faultOf } from './exchange.ts';

/**
 * Throws GraphFault `not-json` for a success that is not JSON. Fills in the exchange's status and request id. Text that
 * may appear in messages (errors, ids, text that is not JSON) does not contain `token`; the body of a success is
 * unchanged.
 */
export async function readAnswer(
  { status, isOk, header, body: stream }: HttpAnswer,
  exchange: Exchange,
  token: string | undefined,
): Promise<GraphResponse> {
  exchange.status = status;
  const sentId = header('request-id');
  const requestId = sentId === undefined ? undefined : truncateWithNote(withoutToken(sentId, token), 100);
  if (requestId !== undefined) exchange.requestId = requestId;
  const bytes = await readBytes(stream, exchange);
  const sent = new TextDecoder().decode(bytes);
  const date = Date.parse(header('date') ?? '');
  const retryAfterMs = readRetryAfter(header('retry-after'), Number.isNaN(date) ? Date.now() : date);
  const { body, problem } = parseBody(isOk ? sent : withoutToken(sent, token));
  const text = problem === undefined ? '' : truncate(singleLine(withoutToken(sent, token)));
  if (isOk && problem !== undefined) throw faultOf('not-json', `${problem}: ${text}`, exchange);
  return {
    status,
    url: exchange.url,
    clientRequestId: exchange.clientRequestId,
    requestId,
    retryAfterMs,
    date: Number.isNaN(date) ? undefined : date,
    body,
    bytes: bytes.length,
    error: isOk ? undefined : readError(body, text, withoutToken(header('location') ?? '', token)),
  };
}

/** Far beyond any page of Graph. An endless body, compressed or not, must not exhaust the memory. */
const maxBytes = 64 * 1024 * 1024;

async function readBytes(body: Readable, exchange: Exchange): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // An exception in the loop closes the stream, so the rest of the body is not read.
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) throw faultOf('not-json', `the answer is larger than ${maxBytes / 1024 / 1024} MB`, exchange);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parseBody(text: string): { readonly body: unknown; readonly problem?: string } {
  if (text === '') return { body: undefined };
  try {
    return { body: parseUntrustedJson(text) };
  } catch (error) {
    const isOther = error instanceof Error && error.name !== 'SyntaxError';
    return {
      body: undefined,
      problem: isOther ? `the answer cannot be used, ${error.message}` : 'the answer is not JSON',
    };
  }
}

function readError(body: unknown, text: string, location: string): GraphErrorBody {
  const otherwise = location === '' ? text : `a redirect to ${truncate(singleLine(location))}, which is not followed`;
  const error: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'error') : undefined;
  const member = (name: string): string => {
    const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
    return typeof value === 'string' ? value : '';
  };
  return { code: truncateWithNote(member('code'), 100), message: truncateWithNote(member('message') || otherwise) };
}

/** Shorter texts occur by chance. */
const minSecretLength = 8;

/**
 * The text without the token and without any part of it (of a JWT: header, claims, signature). A server may echo the
 * token: in an error, in a redirect, on the page of a proxy. That text goes into errors, reports and the journal, where
 * the token is not known. So it is removed here, before long texts are truncated, because a truncated token would not
 * be found.
 */
function withoutToken(text: string, token: string | undefined): string {
  if (token === undefined) return text;
  const secrets = [token, encodeURIComponent(token), JSON.stringify(token).slice(1, -1), ...token.split('.')];
  return secrets
    .filter(({ length }) => length >= minSecretLength)
    .reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
}
