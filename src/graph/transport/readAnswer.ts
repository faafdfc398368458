/** From an answer over HTTP to the port's: whole body, parsed, with the headers that matter. */

import type { Readable } from 'node:stream';
import type { GraphErrorBody, GraphResponse } from '../../model/graphPort.ts';
import { parseUntrustedJson } from '../../model/json.ts';
import type { HttpAnswer } from '../../platform/http/sendHttp.ts';
import { readRetryAfter } from '../../platform/retry.ts';
import { oneLine, truncateWithNote } from '../../platform/text.ts';
import { type Exchange, faultOf } from './exchange.ts';
import { withoutToken } from './withoutToken.ts';

/**
 * Throws GraphFault `not-json` for a success that is not JSON. Fills in what the exchange learns on the way. What people
 * may come to read (errors, ids, texts that are no JSON) is free of `token`; the body of a success is as it came.
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
  const text = problem === undefined ? '' : oneLine(withoutToken(sent, token));
  if (isOk && problem !== undefined) throw faultOf('not-json', `${problem}: ${text}`, exchange);
  return {
    status,
    url: exchange.url,
    clientRequestId: exchange.clientRequestId,
    ...(requestId === undefined ? {} : { requestId }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(Number.isNaN(date) ? {} : { date }),
    body,
    bytes: bytes.length,
    ...(isOk ? {} : { error: readError(body, text, withoutToken(header('location') ?? '', token)) }),
  };
}

/** Far beyond any page of Graph: a body without end, packed or not, must not take the machine with it. */
const mostBytes = 64 * 1024 * 1024;

async function readBytes(body: Readable, exchange: Exchange): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop early gives up the rest of the body.
  for await (const chunk of body) {
    size += chunk.length;
    if (size > mostBytes)
      throw faultOf('not-json', `the answer is larger than ${mostBytes / 1024 / 1024} MB`, exchange);
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
  const otherwise = location === '' ? text : `a redirect to ${oneLine(location)}, which is not followed`;
  const error: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'error') : undefined;
  const member = (name: string): string => {
    const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
    return typeof value === 'string' ? value : '';
  };
  return { code: truncateWithNote(member('code'), 100), message: truncateWithNote(member('message') || otherwise) };
}
