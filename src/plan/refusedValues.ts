/*
 * Values that Graph refuses to write: combinations ("Conflicting settings" in Microsoft's portal), and
 * TargetConfigurations without targets, which a tenant may have. The rules of the configuration check declared values.
 * A declared TargetConfiguration that the live or inherited one completes can only be checked here, while planning.
 */

import { leavesOf } from '../model/canonical.ts';
import { refusedCombination } from '../model/combination.ts';
import type { Declaration, Declarations } from '../model/desiredState.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { isJsonObject, type Json } from '../model/json.ts';
import { type Member, membersOf, pathOf } from '../model/members.ts';
import type { ChangeIntent } from '../model/plan.ts';
import type { Setting } from '../model/setting.ts';
import { excerpt } from '../platform/text.ts';

/** A setting whose complete value Graph refuses. */
export interface RefusedValue {
  readonly row: Setting;
  readonly finding: Diagnostic;
}

export function findRefusedValues(
  intent: ChangeIntent,
  {
    declarations,
    table,
    name,
  }: {
    readonly declarations: Declarations;
    readonly table: readonly Setting[];
    /** The partner's label. */
    readonly name?: string | undefined;
  },
): readonly RefusedValue[] {
  // The message names the partner, because many partners may have the same line from one profile.
  const partner = name === undefined ? `partner ${intent.tenantId}` : `${excerpt(name)} (${intent.tenantId})`;
  const owner = intent.tenantId === undefined ? 'the default' : partner;
  return table.flatMap((row): readonly RefusedValue[] => {
    const declaration = declarations.get(row.name);
    const after = intent.after?.[row.name];
    const conflict = declaration && after !== undefined ? explainRefusal(row, after) : undefined;
    if (!declaration || after === undefined || conflict === undefined) return [];
    const isLive = (intent.preimage?.[row.name] ?? null) !== null;
    const { declared, other } = halvesOf(row, declaration);
    const source = intent.resource === 'partner' && !isLive ? 'inherited' : 'live';
    const what = `only \`${declared}\` is declared, and Graph refuses it together with the ${source} \`${other}\``;
    return [
      {
        row,
        finding: {
          severity: 'error',
          code: 'completed-half-conflict',
          position: declaration.position,
          message: `${row.name} of ${owner}: ${what}: ${conflict}.`,
          hint: `Declare both halves, for example ${linesToWrite(after, declared, other)}.`,
        },
      },
    ];
  });
}

/** The name of the half that is declared, and of the other one. */
function halvesOf(row: Setting, declaration: Declaration): { readonly declared: string; readonly other: string } {
  const paths = declaration.state === 'value' ? leavesOf(row, declaration.value) : new Map<string, Json>();
  const isDeclared = (member: Member): boolean => paths.has(pathOf(row, member));
  const nameOf = (member: Member | undefined): string => member?.path[0] ?? '';
  return {
    declared: nameOf(membersOf(row).find(isDeclared)),
    other: nameOf(membersOf(row).find((each) => !isDeclared(each))),
  };
}

/**
 * The two lines that declare a value which Graph takes: the declared half as it is, and everything of the other half
 * with the access type that goes with it.
 */
function linesToWrite(value: Json, declared: string, other: string): string {
  const half = isJsonObject(value) ? (value[declared] ?? null) : null;
  const { accessType = null } = isJsonObject(half) ? half : {};
  // Applications that are not all blocked need users that are not all blocked.
  const needsUsers = declared === 'applications' && shortText(half) !== 'blocked';
  return `\`${declared}: ${shortText(half)}\` and \`${other}: ${needsUsers ? 'allowed' : String(accessType)}\``;
}

const mostTargets = 3;

/** A half as a person writes it. */
function shortText(half: Json): string {
  const { accessType = null, targets = null } = isJsonObject(half) ? half : {};
  const list: readonly Json[] = Array.isArray(targets) ? targets : [];
  const ids = list.map(targetText);
  if (ids.includes('AllUsers') || ids.includes('AllApplications')) return String(accessType);
  const more = ids.length > mostTargets ? ', …' : '';
  return `{ ${String(accessType)}: [${ids.slice(0, mostTargets).join(', ')}${more}] }`;
}

function targetText(target: Json): string {
  const { target: id = null, targetType = null } = isJsonObject(target) ? target : {};
  const isBare = targetType === 'application' || id === 'AllUsers';
  return isBare ? String(id) : `{ ${String(targetType)}: ${String(id)} }`;
}

/** Why Graph refuses a value of an access setting; undefined if Graph accepts it. */
export function explainRefusal(row: Setting, value: Json): string | undefined {
  return row.kind === 'access'
    ? (refusedCombination(row, value) ?? findEmptyTargetConfiguration(row, value))
    : undefined;
}

/** Finds a TargetConfiguration without targets. It comes from the tenant: the configuration's rules refuse it. */
function findEmptyTargetConfiguration(row: Setting, value: Json): string | undefined {
  const names = membersOf(row).flatMap(({ leaf, path: [name] }) =>
    leaf.type === 'targetConfiguration' && name ? [name] : [],
  );
  const empty = names.find((name) => {
    const targetConfiguration = isJsonObject(value) ? (value[name] ?? null) : null;
    if (!isJsonObject(targetConfiguration)) return false;
    const { accessType = null, targets = null } = targetConfiguration;
    return accessType === null || !Array.isArray(targets) || targets.length === 0;
  });
  return empty === undefined ? undefined : `${empty} has no targets or no accessType`;
}
