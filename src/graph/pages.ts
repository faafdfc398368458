/**
 * Reads all pages of a list, or throws. xtap follows a link only to the same origin and API version, because the token
 * goes with the request. A repeated link and endless pages are errors, because the run would never end.
 */

import type { GraphRequest, GraphResponse } from '../model/graphPort.ts';
import { singleLine, truncate } from '../platform/text.ts';
import { badAnswerProblem } from './graphProblem.ts';
import { type BodyCheck, checkObject, type ReadContext, readGraph } from './readGraph.ts';

/** Far beyond any tenant: 10,000 partners are 100 pages of Graph's usual size. */
const defaultMaxPages = 5_000;
/** Also far beyond any tenant: 10,000 partners with lists of groups are about 30 MB. */
const defaultMaxBytes = 256 * 1024 * 1024;

/** Servers do not accept longer URLs, and messages contain the URL. */
const longestLink = 16 * 1024;

export interface PageOptions {
  readonly maxPages?: number;
  /** The limit for all pages together. */
  readonly maxBytes?: number;
  /** Awaited before each page, for lists that have their own rate limit. */
  readonly beforePage?: () => Promise<void>;
}

export interface Page {
  readonly items: readonly unknown[];
  /** Whether another page follows. */
  readonly hasNext: boolean;
}

/** The items of all pages. Throws like `eachPage`. */
export async function readPages(
  context: ReadContext,
  request: GraphRequest,
  options: PageOptions = {},
): Promise<readonly unknown[]> {
  const items: unknown[] = [];
  for await (const page of eachPage(context, request, options)) for (const item of page.items) items.push(item);
  return items;
}

/**
 * One page after another; the next page is requested when the caller asks for it. Throws XtapError `bad-answer` for a
 * loop, a link to another origin, a body that is not a page, and a list that is too long.
 */
export async function* eachPage(
  context: ReadContext,
  request: GraphRequest,
  { maxPages = defaultMaxPages, maxBytes = defaultMaxBytes, beforePage }: PageOptions = {},
): AsyncGenerator<Page, void, void> {
  const seen = new Set<string>();
  let bytes = 0;
  for (let next: GraphRequest | undefined = request, pages = 1; next !== undefined; pages += 1) {
    await beforePage?.();
    const response: GraphResponse = await readGraph(context, next, checkPage);
    bytes += response.bytes ?? 0;
    if (bytes > maxBytes) {
      const limit = `${maxBytes / 1024 / 1024} MB`;
      throw badAnswerProblem(response, `the list is larger than ${limit}, after ${pages} pages`);
    }
    seen.add(spellingOf(new URL(response.url)));
    const page = response.body as { readonly value: readonly unknown[]; readonly '@odata.nextLink'?: string };
    next = followLink(context, response, { link: page['@odata.nextLink'], request, seen });
    if (next !== undefined && pages >= maxPages) {
      throw badAnswerProblem(response, `the list continues after ${pages} pages`);
    }
    yield { items: page.value, hasNext: next !== undefined };
  }
}

const checkPage: BodyCheck = (body) => {
  const complaint = checkObject(body);
  if (complaint !== undefined) return complaint;
  const { value, '@odata.nextLink': link } = body as Readonly<Record<string, unknown>>;
  if (!Array.isArray(value)) return 'the page has no "value" list';
  return link === undefined || link === null || typeof link === 'string' ? undefined : '"@odata.nextLink" is not text';
};

/** One spelling of a URL: `+`, `%20` and other ways to encode a parameter are the same request. */
function spellingOf(url: URL): string {
  return `${url.origin}${url.pathname}?${new URLSearchParams([...url.searchParams])}`;
}

function followLink(
  { transport }: ReadContext,
  response: GraphResponse,
  { link, request, seen }: { link: string | null | undefined; request: GraphRequest; seen: ReadonlySet<string> },
): GraphRequest | undefined {
  if (link === undefined || link === null) return undefined;
  const refused = (why: string): Error => badAnswerProblem(response, `"@odata.nextLink" ${why}`);
  const prefix = `/${transport.apiVersion}/`;
  const url = URL.canParse(link) ? new URL(link) : undefined;
  if (url === undefined || url.origin !== transport.origin || !url.pathname.startsWith(prefix)) {
    const where = url === undefined ? 'no URL' : truncate(singleLine(url.origin));
    throw refused(`leads away from ${transport.origin}${prefix}, to ${where}`);
  }
  if (url.username !== '' || url.password !== '') throw refused('contains a user name');
  // A server that decodes these characters before it routes the request would use another path.
  if (/%(?:2e|2f|5c)/i.test(url.pathname)) throw refused('hides parts of its path');
  if (link.length > longestLink) throw refused(`is ${link.length} characters long`);
  url.hash = '';
  if (seen.has(spellingOf(url))) throw refused(`leads back to ${url.href}: a loop`);
  return {
    method: 'GET',
    path: `${url.pathname.slice(prefix.length - 1)}${url.search}`,
    ...(request.headers && { headers: request.headers }),
  };
}
