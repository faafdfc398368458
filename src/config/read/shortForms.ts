/*
 * The words that stand for a value, in one place for codec and schema. What a row takes follows from its kind and
 * members; no setting is known by its name.
 */
import type { Leaf, Setting, SettingPlace } from '../../model/fieldTable.ts';

export const accessTypes = ['allowed', 'blocked'] as const;
export type AccessType = (typeof accessTypes)[number];
export type Side = Extract<Leaf, { type: 'targetConfiguration' }>['side'];

/** Who everybody is, on each side of an access decision. */
export const everything = {
  users: { target: 'AllUsers', targetType: 'user' },
  applications: { target: 'AllApplications', targetType: 'application' },
} as const;

/** Targets that are no GUID, with the type that each has. */
export const keywords: Readonly<Record<Side, readonly string[]>> = {
  users: ['AllUsers'],
  applications: ['AllApplications', 'Office365'],
};

export const targetTypes: Readonly<Record<Side, readonly string[]>> = {
  users: ['user', 'group'],
  applications: ['application'],
};

/** The words that a setting takes instead of a value. */
export function wordsOf(row: Setting, place: SettingPlace): readonly string[] {
  return [
    ...(place === 'partner' && row.inherits !== 'never' ? ['inherit'] : []),
    ...(row.ownEndpoint ? ['absent'] : []),
    ...(row.kind === 'access' ? accessTypes : []),
  ];
}

export function wholeHalf(side: Side, accessType: AccessType) {
  return { accessType, targets: [everything[side]] } as const;
}
