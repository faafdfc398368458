/*
 * Watching: undeclared live values. The unit is the member. Where nothing of a setting is declared, the whole
 * setting is one entry; else there is one entry for each undeclared member. The same function watches partners (against
 * the tenant default), the tenant default and the policy root (both against Microsoft's service default).
 */

import { beyondBaseline, type Defaults, partnerBaseline, partnerBeyondDefault } from '../access/beyondDefault.ts';
import { leavesOf } from '../model/canonical.ts';
import type { Declarations, DesiredPartner, DesiredState, UndeclaredSettings } from '../model/desiredState.ts';
import { isJsonObject, type Json, jsonEquals } from '../model/json.ts';
import type { LivePartner, SettingValues } from '../model/liveState.ts';
import { memberAt, membersOf, pathOf } from '../model/members.ts';
import { memoize } from '../model/memoize.ts';
import { broadensAccess, type Impact, type Undeclared } from '../model/plan.ts';
import { type Setting, settingsOf } from '../model/setting.ts';
import type { PlanningContext } from './changes.ts';
import type { Partition } from './partition.ts';

export function reportedPartners(reported: Partition['reported'], planning: PlanningContext): readonly Undeclared[] {
  return reported.map(({ live: { tenantId, settings }, reason }) => ({
    tenantId,
    reason,
    settings,
    impact: partnerBeyondDefault(settings, planning),
  }));
}

/** The undeclared settings and members of a declared partner. */
export function undeclaredOfPartner(
  desired: DesiredPartner,
  live: LivePartner,
  planning: Defaults & Pick<PlanningContext, 'live' | 'table'>,
): readonly Undeclared[] {
  const { unread = [] } = planning.live;
  const rows = settingsOf(planning.table, 'partner').filter(({ name }) => !unread.includes(name));
  const steps = watch({
    rows,
    values: live.settings,
    declarations: desired.settings,
    baselineOf: (row) => partnerBaseline(row, planning),
    listsEvery: desired.undeclaredSettings === 'report' ? 'set' : undefined,
    watching: desired.undeclaredSettings,
  });
  return steps.map((step): Undeclared => {
    const isAccepted = desired.unmanaged.has(step.setting);
    const reason = isAccepted ? `${notDeclared}; accepted by \`unmanaged\`` : notDeclared;
    return { tenantId: live.tenantId, ...step, reason, ...(isAccepted && { accepted: true }) };
  });
}

/** The undeclared settings and members of the tenant default or the policy root. */
export function undeclaredOfResource(
  resource: 'default' | 'policy',
  desired: DesiredState,
  { live, table }: Pick<PlanningContext, 'live' | 'table'>,
): readonly Undeclared[] {
  const values = live[resource];
  const isUntouched = resource === 'default' && live.isServiceDefault === true;
  if (!values || isUntouched || desired.unmanaged.has(resource)) return [];
  const steps = watch({
    rows: table.filter(
      (row) => row.serviceDefault !== undefined && row.places.includes('policy') === (resource === 'policy'),
    ),
    values,
    declarations: desired[resource],
    baselineOf: (row) => row.serviceDefault,
    listsEvery: desired.undeclaredSettings === 'report' ? 'different' : undefined,
    watching: desired.undeclaredSettings,
  });
  return steps.map((step) => ({ resource, ...step, reason: notDeclared }));
}

const notDeclared = 'setting not in the configuration';

interface Watching {
  readonly rows: readonly Setting[];
  readonly values: SettingValues;
  readonly declarations: Declarations;
  readonly baselineOf: (row: Setting) => Json | undefined;
  /** Also lists what gives no more access: every setting that is set, or that is different from its baseline. */
  readonly listsEvery: 'set' | 'different' | undefined;
  readonly watching: UndeclaredSettings;
}

interface Step {
  readonly setting: string;
  readonly member?: string;
  readonly value: Json;
  readonly impact: Impact;
}

function watch({ rows, values, declarations, baselineOf, listsEvery, watching }: Watching): readonly Step[] {
  if (watching === 'ignore') return [];
  const stepsOf = stepsBeyond(listsEvery);
  return rows.flatMap((row): readonly Step[] => {
    const live = values[row.name] ?? null;
    const declaration = declarations.get(row.name);
    if (live === null || (declaration && declaration.state !== 'value')) return [];
    return stepsOf(row, live, declaration?.value, baselineOf(row));
  });
}

/** Memoized: partners resemble each other, and readers intern values. */
const stepsBeyond = memoize((listsEvery: Watching['listsEvery']) =>
  memoize((row: Setting, live: Json, declared: Json | undefined, baseline: Json | undefined): readonly Step[] => {
    const paths = declared === undefined ? [undefined] : undeclaredMembers(row, declared, live);
    return paths.flatMap((path): readonly Step[] => {
      const impact = beyondBaseline(row, live, { baseline, path });
      const value = path ? memberAt(live, path) : live;
      const isSet = path === undefined && listsEvery === 'set' && !jsonEquals(live, row.setByGraph ?? null);
      const isDifferent = listsEvery !== undefined && (path !== undefined || listsEvery === 'different');
      const isListed = isSet || (isDifferent && differs(value, path, baseline));
      if (!broadensAccess({ impact }) && !isListed) return [];
      return [{ setting: row.name, ...(path && { member: path.join('.') }), value, impact }];
    });
  }),
);

/** A flag that is not set is off, as for access. */
function differs(value: Json, path: readonly string[] | undefined, baseline: Json | undefined): boolean {
  if (baseline === undefined) return true;
  return !jsonEquals(
    value,
    (path ? memberAt(baseline, path) : baseline) ?? (typeof value === 'boolean' ? false : null),
  );
}

/** The members that the live value sets and that the declaration does not name; labels are not access. */
function undeclaredMembers(row: Setting, declared: Json, live: Json): readonly (readonly string[])[] {
  const named = leavesOf(row, declared);
  const members = new Map(membersOf(row).map((member) => [pathOf(row, member), member]));
  return [...leavesOf(row, live).keys()].flatMap((path): readonly (readonly string[])[] => {
    if (path === row.name || named.has(path)) return [];
    const member = members.get(path);
    if (member) return member.leaf.type === 'label' ? [] : [member.path];
    const key = path.slice(row.name.length + 1);
    return [isJsonObject(live) && Object.hasOwn(live, key) ? [key] : key.split('.')];
  });
}
