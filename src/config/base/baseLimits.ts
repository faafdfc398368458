/*
 * The limits of a base. One change must not raise a limit and use it, so the limits do not depend on the given paths: a
 * moved file, a renamed folder or a narrower path keeps every limit of the commit that can apply to this tenant.
 */
import {
  type DesiredState,
  type GivenLimits,
  guardLimitNames,
  type IgnoredPartner,
  type UndeclaredPartners,
  undeclaredPartnersByStrictness,
} from '../../model/desiredState.ts';
import type { TenantId } from '../../model/tenantId.ts';
import { defaultGuards } from '../read/codecs/configuration.ts';

/** Limits in force, each with the file that sets it. */
export type Limits = Required<
  Pick<DesiredState, 'guards' | 'protected' | 'ignored' | 'undeclaredPartners' | 'limitFiles'>
>;

/** The limits of an empty base. The change that adds the first configuration cannot loosen them. */
export const defaultLimits: GivenLimits = {
  guards: defaultGuards,
  protected: [],
  ignored: [],
  undeclaredPartners: 'report',
};

/** The strictest given value of each limit, or its default. */
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
  const ignoring = new Map<TenantId, string>();
  const ignored = new Map<TenantId, IgnoredPartner>();
  for (const { file = '', protected: tenantIds, ignored: others } of given) {
    for (const tenantId of tenantIds) if (!files.has(tenantId)) files.set(tenantId, file);
    for (const partner of others) {
      if (ignored.has(partner.tenantId)) continue;
      ignored.set(partner.tenantId, partner);
      ignoring.set(partner.tenantId, file);
    }
  }
  return {
    guards: { ...defaultGuards, ...Object.fromEntries(guards.map(({ name, limit }) => [name, limit])) },
    protected: new Set(files.keys()),
    ignored,
    undeclaredPartners: undeclared?.value ?? 'report',
    limitFiles: {
      guards: Object.fromEntries(guards.flatMap(({ name, file }) => (file === undefined ? [] : [[name, file]]))),
      protected: files,
      ignored: ignoring,
      ...(undeclared?.file !== undefined && { undeclaredPartners: undeclared.file }),
    },
  };
}

function strictnessOf(value: UndeclaredPartners): number {
  return undeclaredPartnersByStrictness.indexOf(value);
}

/** The limits that the files of a configuration set, without the defaults. */
export function givenLimits({
  guards,
  protected: protectedIds,
  ignored,
  undeclaredPartners,
  limitFiles,
}: DesiredState): readonly GivenLimits[] {
  if (!limitFiles) return [];
  const none: GivenLimits = { guards: {}, protected: [], ignored: [] };
  return [
    ...guardLimitNames.flatMap((name) => {
      const file = limitFiles.guards[name];
      return file === undefined ? [] : [{ ...none, file, guards: { [name]: guards[name] } }];
    }),
    ...[...ignored.values()].map((partner) => ({
      ...none,
      file: limitFiles.ignored.get(partner.tenantId),
      ignored: [partner],
    })),
    ...[...protectedIds].map((tenantId) => ({
      ...none,
      file: limitFiles.protected.get(tenantId),
      protected: [tenantId],
    })),
    ...(limitFiles.undeclaredPartners === undefined
      ? []
      : [{ ...none, file: limitFiles.undeclaredPartners, undeclaredPartners }]),
  ];
}

/**
 * The largest folder around a path in which no file declares another tenant; empty for the whole repository. Undefined
 * if the path itself declares another tenant. `foreign`: the files that declare other tenants.
 */
export function largestFolder(path: string, foreign: readonly string[]): string | undefined {
  const isFree = (folder: string): boolean => !foreign.some((name) => isAtOrBelow(name, folder));
  if (!isFree(path)) return undefined;
  let folder = path;
  while (folder !== '' && isFree(parentOf(folder))) folder = parentOf(folder);
  return folder;
}

export function parentOf(name: string): string {
  return name.slice(0, Math.max(name.lastIndexOf('/'), 0));
}

/** Both names are relative to the top of the repository, which is the empty name. */
export function isAtOrBelow(name: string, folder: string): boolean {
  return folder === '' || name === folder || name.startsWith(`${folder}/`);
}
