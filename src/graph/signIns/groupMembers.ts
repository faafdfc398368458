/*
 * The groups of this tenant that the policy's outbound settings name, and who is in them. Inbound settings name groups
 * of the partner, which cannot be looked up in this tenant.
 */

import { sideOf } from '../../model/combination.ts';
import { XtapError } from '../../model/errors.ts';
import { fieldTable } from '../../model/fieldTable.ts';
import { compareText, isJsonObject, type Json, type JsonObject, memberOf } from '../../model/json.ts';
import type { Setting } from '../../model/setting.ts';
import { canonicalGuid, isGuid } from '../../model/tenantId.ts';
import { eachPage } from '../pages.ts';
import type { ReadContext } from '../readGraph.ts';

export interface NamedTargets {
  readonly groups: readonly string[];
  readonly users: readonly string[];
}

/** `settings`: values by the name of the setting, live or declared, of any number of resources. */
export function namedOutboundTargets(settings: Iterable<readonly [name: string, value: Json]>): NamedTargets {
  const targets = [...settings].flatMap(([name, value]) => {
    const row = outboundSettings.get(name);
    return row ? targetsOf(row, value) : [];
  });
  const idsOf = (type: string): readonly string[] => {
    const ids = targets
      .filter(({ targetType }) => targetType === type)
      .map(({ target }) => canonicalGuid(String(target)));
    return [...new Set(ids)].filter(isGuid).sort(compareText);
  };
  return { groups: idsOf('group'), users: idsOf('user') };
}

function targetsOf(row: Setting, value: Json): readonly JsonObject[] {
  const users = sideOf(row, value, 'users');
  const targets = isJsonObject(users) ? memberOf(users, 'targets') : null;
  return Array.isArray(targets) ? (targets as readonly Json[]).filter(isJsonObject) : [];
}

const outboundSettings = new Map(
  fieldTable
    .filter(({ kind, direction }) => kind === 'access' && direction === 'outbound')
    .map((row) => [row.name, row]),
);

export interface GroupReading {
  /** The ids of the users of each group that was read, in lower case. */
  readonly members: ReadonlyMap<string, readonly string[]>;
  readonly unread: readonly { readonly group: string; readonly problem: XtapError }[];
}

/** A group that does not exist, or that xtap may not read, does not end the run. */
export async function readGroupMembers(context: ReadContext, groups: readonly string[]): Promise<GroupReading> {
  const members = new Map<string, readonly string[]>();
  const unread: { readonly group: string; readonly problem: XtapError }[] = [];
  for (const group of groups) {
    try {
      members.set(group, await readMembers(context, group));
    } catch (problem) {
      if (!(problem instanceof XtapError) || problem.details.httpStatus === undefined) throw problem;
      unread.push({ group, problem });
    }
  }
  return { members, unread };
}

async function readMembers(context: ReadContext, group: string): Promise<readonly string[]> {
  const path = `/groups/${group}/transitiveMembers/microsoft.graph.user`;
  const ids: string[] = [];
  for await (const { items } of eachPage(context, { method: 'GET', path, query: { $select: 'id', $top: '999' } })) {
    for (const item of items) {
      const id: unknown = Reflect.get(Object(item), 'id');
      if (typeof id === 'string') ids.push(canonicalGuid(id));
    }
  }
  return ids;
}
