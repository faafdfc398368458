/**
 * Reads the list of partners in pages as large as possible: a tenant of 1,000 partners has two of them. Microsoft
 * documents neither $top nor the size of a page here, so a Graph that answers 400 gets the same request without it.
 */
import { XtapError } from '../model/errors.ts';
import { fieldTable } from '../model/fieldTable.ts';
import type { GraphRequest, GraphTransport } from '../model/graphPort.ts';
import { readPages } from './pages.ts';
import type { ReadContext } from './readGraph.ts';

/**
 * True if a setting with its own endpoint is managed or a partner may be deleted. `if-possible` if it is only watched:
 * if Graph refuses to expand it, xtap reads the list without it.
 */
export type SyncReading = boolean | 'if-possible';

export interface PartnerList {
  readonly partners: readonly unknown[];
  /** Settings that the list was read without. */
  readonly unread?: readonly string[];
}

const ownEndpoints = fieldTable.filter(({ ownEndpoint }) => ownEndpoint).map(({ name }) => name);
/** The query that reads them with their partner. */
export const expandOwnEndpoints = { $expand: ownEndpoints.join(',') };
/** The largest value that Graph takes for other lists of the directory. */
const largestPage = '999';

/** Where Graph has refused $top, the later lists of the run do not ask for it. */
const refusesTop = new WeakSet<GraphTransport>();

interface Attempt {
  readonly expands: boolean;
  readonly hasTop: boolean;
}

interface RefusedAttempt extends Attempt {
  readonly problem: XtapError;
}

/**
 * The complete list. Throws the errors of `readPages`. The details have `unexpanded` if Graph refused an expansion that
 * is needed.
 */
export async function readPartnerList(context: ReadContext, expandSync: SyncReading): Promise<PartnerList> {
  const refusals: RefusedAttempt[] = [];
  for (const attempt of attemptsFor(context, expandSync)) {
    if (refusals.some((earlier) => isHopeless(attempt, earlier))) continue;
    const result = await readUnlessRefused(context, attempt);
    if (result instanceof XtapError) refusals.push({ ...attempt, problem: result });
    else return { partners: result, ...(expandSync !== false && !attempt.expands ? { unread: ownEndpoints } : {}) };
  }
  const problem = refusals.at(-1)?.problem ?? new Error('The list of partners was not asked for.');
  if (!(problem instanceof XtapError && expandSync)) throw problem;
  throw new XtapError(problem.code, problem.what, { ...problem.details, unexpanded: ownEndpoints, cause: problem });
}

/**
 * A 400 counts as a refusal of the expansion, whatever its message says, and also if it happens only once: it is not
 * documented what Graph would answer. The plan warns of what it does not watch, and the next run asks again.
 */
function attemptsFor({ transport }: ReadContext, expandSync: SyncReading): readonly Attempt[] {
  const tops = refusesTop.has(transport) ? [false] : [true, false];
  const expansions = expandSync === 'if-possible' ? [true, false] : [expandSync];
  return tops.flatMap((hasTop) => expansions.map((expands) => ({ expands, hasTop })));
}

async function readUnlessRefused(context: ReadContext, attempt: Attempt): Promise<readonly unknown[] | XtapError> {
  try {
    const partners = await readPages(context, partnersRequest(attempt));
    if (!attempt.hasTop) refusesTop.add(context.transport);
    return partners;
  } catch (problem) {
    if (problem instanceof XtapError && [400, 403].includes(problem.details.httpStatus ?? 0)) return problem;
    throw problem;
  }
}

function partnersRequest({ expands, hasTop }: Attempt): GraphRequest {
  const query = { ...(expands ? expandOwnEndpoints : {}), ...(hasTop ? { $top: largestPage } : {}) };
  return { method: 'GET', path: '/policies/crossTenantAccessPolicy/partners', query };
}

/** A 403 is about what is expanded, never about $top; and a message may name $top. */
function isHopeless(attempt: Attempt, { expands, problem }: RefusedAttempt): boolean {
  const { httpStatus, graphMessage = '' } = problem.details;
  if (httpStatus === 403) return attempt.expands === expands;
  return attempt.hasTop && /\$top|page size/i.test(graphMessage);
}
