/** Short words for settings in the tests of `reconcile/`. */
import { fieldTable, type Setting } from '../../src/model/fieldTable.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';

export const u1 = '10000000-0000-4000-8000-000000000001';
export const u2 = '10000000-0000-4000-8000-000000000002';
export const u3 = '10000000-0000-4000-8000-000000000003';
export const g1 = '20000000-0000-4000-8000-000000000001';
export const g2 = '20000000-0000-4000-8000-000000000002';
export const a1 = '30000000-0000-4000-8000-000000000001';
export const a2 = '30000000-0000-4000-8000-000000000002';
export const a3 = '30000000-0000-4000-8000-000000000003';

/** The row of a setting. */
export function rowOf(name: string): Setting {
  const row = fieldTable.find((candidate) => candidate.name === name);
  if (!row) throw new Error(`no row ${name}`);
  return row;
}

function targetTypeOf(target: string): string {
  if (target.startsWith('2')) return 'group';
  return target.startsWith('1') || target === 'AllUsers' ? 'user' : 'application';
}

/** `allowed AllUsers`, `blocked <id> <id>`: a half in Graph's words. */
export function half(words: string): JsonObject {
  const [accessType = '', ...targets] = words.split(' ');
  return { accessType, targets: targets.map((target) => ({ target, targetType: targetTypeOf(target) })) };
}

/** A B2B setting out of two halves in words. */
export function access(users: string, applications: string): Json {
  return { usersAndGroups: half(users), applications: half(applications) };
}
