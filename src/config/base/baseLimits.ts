/*
 * The limits of a base. One change must not lift a limit and use it, so the limits do not depend on the paths that are
 * given: a file that was moved, a folder that was renamed or a narrower path keeps every limit of the commit that can be
 * meant for this tenant.
 */
import {
  type DesiredState,
  type GivenLimits,
  guardLimitNames,
  type UndeclaredPartners,
  undeclaredPartnersByStrictness,
} from '../../model/desiredState.ts';
import type { TenantId } from '../../model/tenantId.ts';
import { defaultGuards } from '../read/resolve.ts';

/** Limits in force, each with the file that sets it. */
export type Limits = Required<Pick<DesiredState, 'guards' | 'protected' | 'undeclaredPartners' | 'limitFiles'>>;

/** In force where nothing was declared before: the change that brings the first configuration cannot loosen them. */
export const defaultLimits: GivenLimits = { guards: defaultGuards, protected: [], undeclaredPartners: 'report' };

/** Of each limit, the strictest one that is given; the usual one where none is. */
export function strictestLimits(given: readonly GivenLimits[]): Limits {
  const guards = guardLimitNames.flatMap((name) => {
    const [strictest] = given
      .flatMap(({ file, guards: limits }) => (limits[name] === undefined ? [] : [{ name, file, limit: limits[name] }]))
      .sort((a, b) => a.limit - b.limit);
    return strictest ?? [];
  });
  const [undeclared] = given
    .flatMap(({ file, undeclaredPartners: value }) => (value === undefined ? [] : [{ value, file }]))
    .sort((a, b) => strictnessOf(b.value) - strictnessOf(a.value));
  const files = new Map<TenantId, string>();
  for (const { file = '', protected: kept } of given) {
    for (const tenantId of kept) if (!files.has(tenantId)) files.set(tenantId, file);
  }
  return {
    guards: { ...defaultGuards, ...Object.fromEntries(guards.map(({ name, limit }) => [name, limit])) },
    protected: new Set(files.keys()),
    undeclaredPartners: undeclared?.value ?? 'report',
    limitFiles: {
      guards: Object.fromEntries(guards.flatMap(({ name, file }) => (file === undefined ? [] : [[name, file]]))),
      protected: files,
      ...(undeclared?.file !== undefined && { undeclaredPartners: undeclared.file }),
    },
  };
}

function strictnessOf(value: UndeclaredPartners): number {
  return undeclaredPartnersByStrictness.indexOf(value);
}

/** What the files of a configuration give, without the usual limits. */
export function givenLimits({
  guards,
  protected: kept,
  undeclaredPartners,
  limitFiles,
}: DesiredState): readonly GivenLimits[] {
  if (!limitFiles) return [];
  const none: GivenLimits = { guards: {}, protected: [] };
  return [
    ...guardLimitNames.flatMap((name) => {
      const file = limitFiles.guards[name];
      return file === undefined ? [] : [{ ...none, file, guards: { [name]: guards[name] } }];
    }),
    ...[...kept].map((tenantId) => ({ ...none, file: limitFiles.protected.get(tenantId), protected: [tenantId] })),
    ...(limitFiles.undeclaredPartners === undefined
      ? []
      : [{ ...none, file: limitFiles.undeclaredPartners, undeclaredPartners }]),
  ];
}

/**
 * The largest folder around a place whose files declare no other tenant: empty for the whole repository. Undefined where
 * the place itself declares another tenant. `foreign`: the files that declare other tenants.
 */
export function largestFolder(place: string, foreign: readonly string[]): string | undefined {
  const isFree = (folder: string): boolean => !foreign.some((name) => isAtOrBelow(name, folder));
  if (!isFree(place)) return undefined;
  let folder = place;
  while (folder !== '' && isFree(parentOf(folder))) folder = parentOf(folder);
  return folder;
}

export function parentOf(name: string): string {
  return name.slice(0, Math.max(name.lastIndexOf('/'), 0));
}

/** Names from the top of the repository; the top is empty. */
export function isAtOrBelow(name: string, folder: string): boolean {
  return folder === '' || name === folder || name.startsWith(`${folder}/`);
}
