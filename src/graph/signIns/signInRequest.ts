/*
 * The request for one window of the log, and what to do when Graph refuses a part of it. The filter by type is not
 * documented, though Microsoft's own scripts use it: a refused term is left out for the rest of the run, and xtap
 * filters by itself. v1.0 is the last resort, because it does not say what kind of access a sign-in is.
 */
import type { ApiVersion } from '../../model/cloud.ts';
import { XtapError } from '../../model/errors.ts';
import type { GraphRequest } from '../../model/graphPort.ts';
import { type SignInKind, signInKinds } from '../../model/signIns.ts';
import { selectedProperties } from './signInEvent.ts';
import { isoTime, type TimeWindow } from './windows.ts';

/** What Graph accepts, as far as the run knows. */
export interface Dialect {
  readonly apiVersion: ApiVersion;
  /** Filters besides time and kind, each of which Graph may refuse. */
  readonly terms: readonly string[];
  /** The kinds of sign-ins that can be asked for. */
  readonly kinds: readonly SignInKind[];
}

/** `only`: the tenants that the run keeps; undefined for all. */
export function firstDialect(only: readonly string[] | undefined): Dialect {
  const sides = ['homeTenantId', 'resourceTenantId'];
  const tenants = only?.flatMap((tenantId) => sides.map((side) => `${side} eq '${tenantId}'`));
  return {
    apiVersion: 'beta',
    kinds: signInKinds,
    terms: [crossTenantTerm, ...(tenants === undefined ? [] : [`(${tenants.join(' or ')})`])],
  };
}

/** Without it, Graph returns every sign-in of the tenant. */
export const crossTenantTerm = "crossTenantAccessType ne 'none'";

const signInsPath = '/auditLogs/signIns';

export function signInRequest({ from, to }: TimeWindow, kind: SignInKind, dialect: Dialect): GraphRequest {
  const { apiVersion, terms } = dialect;
  const filter = [`createdDateTime ge ${isoTime(from)}`, `createdDateTime lt ${isoTime(to)}`];
  // Without a filter on the kind, Graph returns interactive sign-ins alone.
  if (kind === 'nonInteractiveUser') filter.push(`signInEventTypes/any(t: t eq '${kind}')`);
  return {
    method: 'GET',
    path: signInsPath,
    query: { $filter: [...filter, ...terms].join(' and '), $select: selectedProperties(apiVersion).join(',') },
    headers: { Prefer: 'include-unknown-enum-members' },
  };
}

/** The dialect to try next; undefined if the error is not about the dialect, or if there is nothing left to try. */
export function nextDialect(dialect: Dialect, kind: SignInKind, error: unknown): Dialect | undefined {
  const status = error instanceof XtapError ? error.details.httpStatus : undefined;
  if (!(error instanceof XtapError) || status === undefined || !refusals.includes(status)) return undefined;
  const { apiVersion, terms, kinds } = dialect;
  const namesKind = kind === 'nonInteractiveUser' && namesProperty(error.message, 'signInEventTypes');
  if (status === 400 && terms.length > 0 && !namesKind) {
    const refused = terms.find((term) => namesProperty(error.message, term)) ?? terms[0];
    return { ...dialect, terms: terms.filter((term) => term !== refused) };
  }
  if (kind === 'nonInteractiveUser') return { ...dialect, kinds: kinds.filter((each) => each !== kind) };
  return apiVersion === 'beta' ? { apiVersion: 'v1.0', terms: [], kinds: ['interactiveUser'] } : undefined;
}

/** Answers to a request that Graph does not understand. */
const refusals = [400, 404, 405, 501];

/** Graph's message names the property that it does not accept, with a capital letter. */
function namesProperty(message: string, term: string): boolean {
  const text = message.slice(message.indexOf(' answered '));
  const [property = ''] = /\w+/.exec(term) ?? [];
  return text.toLowerCase().includes(`'${property.toLowerCase()}'`);
}
