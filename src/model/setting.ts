/* A row of the field table: the description of one setting, and the functions that select rows. */
import type { ApiVersion, Cloud } from './cloud.ts';
import type { Json } from './json.ts';
import type { ChangeReason } from './plan.ts';

/** The type of a member's value. `targetConfiguration`: the users or the applications of an access setting. */
export type Leaf =
  | { readonly type: 'targetConfiguration'; readonly side: 'users' | 'applications' }
  | { readonly type: 'flag'; readonly turningOn: 'broadens' | 'narrows' }
  | { readonly type: 'choice'; readonly of: readonly string[] }
  | { readonly type: 'order'; readonly of: readonly string[] }
  | { readonly type: 'set'; readonly of: readonly string[] }
  | { readonly type: 'label' };

/** A value inside a setting, or the setting itself. */
export interface MemberLeaf {
  readonly leaf: Leaf;
  readonly only?: 'beta';
  /** The flag of the partner without which users are asked for consent where this flag is on. */
  readonly asksWithout?: string;
  /** The claim of the partner that this flag trusts. */
  readonly trusts?: 'mfa' | 'device';
  readonly summary: string;
}

/** An object: its members by property name, in the order in which xtap writes them. */
export interface MemberBranch {
  readonly below: Readonly<Record<string, MemberTree>>;
}

export type MemberTree = MemberLeaf | MemberBranch;

/** `access`: which users reach which applications. `flags` and `sync`: booleans by name. `value`: a single leaf. */
export type SettingKind = 'access' | 'flags' | 'sync' | 'redemption' | 'value';
/** `creation`: Graph takes the setting of a partner only in the request that creates the partner. */
export type SettingPlace = 'partner' | 'creation' | 'default' | 'policy';
export type Service = 'collaboration' | 'direct-connect' | 'm365' | 'app-service' | 'tenant-restrictions';

export interface Setting {
  readonly name: string;
  readonly kind: SettingKind;
  readonly tree: MemberTree;
  /** The resources in which the setting can be written. */
  readonly places: readonly SettingPlace[];
  readonly versions: readonly ApiVersion[];
  /** Clouds whose metadata has it. Metadata lags behind the service, so other clouds get a warning, not an error. */
  readonly clouds: readonly Cloud[];
  /**
   * How a request body says "the default applies": `null`; `null-members`, an object whose members are null (Microsoft:
   * automaticUserConsentSettings). `never`: the setting is not inherited.
   */
  readonly inherits: 'null' | 'null-members' | 'never';
  /** Written through its own endpoint below the partner, and read with `$expand`. */
  readonly ownEndpoint: boolean;
  /** The role that a signed-in person needs beside the permission to write it. */
  readonly writeRole?: string;
  readonly direction?: 'inbound' | 'outbound';
  readonly service?: Service;
  /**
   * Microsoft's documented service default, canonical. xtap compares the tenant default and the policy root with it.
   * Undefined if Microsoft documents none; xtap does not watch the setting there.
   */
  readonly serviceDefault?: Json;
  /**
   * Microsoft 365 capabilities of a partner need this trust. They are a collection of their own, which xtap does not
   * read. Removing the trust invalidates them; the trust alone gives no access.
   */
  readonly carriesCapabilities?: true;
  /** Its values are other clouds whose organizations may become partners. At most one row has it. */
  readonly opensOtherClouds?: true;
  /** A value that Graph sets by itself. It counts as not set. */
  readonly setByGraph?: Json;
  /** Why a value that broadens access opens more than the setting says. */
  readonly reason?: Pick<ChangeReason, 'code' | 'message'>;
  /** Who else writes a partner that has a value here. */
  readonly otherOwner?: string;
  /** The fact of the rules of `check` that this value is. */
  readonly fact?: 'serviceProvider';
  /** What YAML null means here; elsewhere it is an error. */
  readonly nullMeans?: Json;
  /** Properties of Graph that the service does not support yet: a pasted value may contain them with null. */
  readonly unsupported?: readonly string[];
  /** In `default` this setting accepts only AllUsers, not single users or groups (Microsoft's portal says so). */
  readonly defaultTakesAllUsersOnly: boolean;
  readonly summary: string;
  readonly documentation: string;
}

/**
 * A property of Graph's answers that is not a setting: a configuration that was pasted from an answer may contain it.
 * `read-only`: Graph sets it. `not-managed`: people set it elsewhere, and xtap neither sets nor watches it.
 */
export interface IgnoredKey {
  readonly name: string;
  readonly why: 'read-only' | 'not-managed';
}

/** The rows that can be written in a resource. */
export function settingsOf(table: readonly Setting[], place: SettingPlace): readonly Setting[] {
  return table.filter((row) => row.places.includes(place));
}

/** The rows that a change of a resource can contain. */
export function settingsIn(
  table: readonly Setting[],
  { resource, action }: { readonly resource: 'partner' | 'default' | 'policy'; readonly action: string },
): readonly Setting[] {
  const isCreation = (row: Setting): boolean => resource === 'partner' && row.places.includes('creation');
  return table.filter((row) => row.places.includes(resource) || (action !== 'update' && isCreation(row)));
}

/** Whether the setting is written through its own endpoint. */
export function hasOwnEndpoint(name: string, table: readonly Setting[]): boolean {
  return table.some((row) => row.ownEndpoint && row.name === name);
}

/** The word for a setting of a partner that has no value of its own; undefined where Graph cannot take a value back. */
export function unsetWord({ inherits, ownEndpoint }: Setting): 'inherit' | 'absent' | undefined {
  if (ownEndpoint) return 'absent';
  return inherits === 'never' ? undefined : 'inherit';
}
