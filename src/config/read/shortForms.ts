/*
 * The words that stand for a value, in one place for codec and schema. What a row takes follows from its kind and
 * members; no setting is known by its name.
 */
import type { Leaf, Setting, SettingPlace } from '../../model/fieldTable.ts';

export const accessTypes = ['allowed', 'blocked'] as const;
export type AccessType = (typeof accessTypes)[number];
export type TargetSide = Extract<Leaf, { type: 'targetConfiguration' }>['side'];

/** Who everybody is, on each side of an access decision. */
export const allTargets = {
  users: { target: 'AllUsers', targetType: 'user' },
  applications: { target: 'AllApplications', targetType: 'application' },
} as const;

/** Targets that are no GUID, with the type that each has. */
export const keywords: Readonly<Record<TargetSide, readonly string[]>> = {
  users: ['AllUsers'],
  applications: ['AllApplications', 'Office365'],
};

export const targetTypes: Readonly<Record<TargetSide, readonly string[]>> = {
  users: ['user', 'group'],
  applications: ['application'],
};

/** The words that a setting takes instead of a value. */
export function settingWords(row: Setting, place: SettingPlace): readonly string[] {
  return [
    ...(place === 'partner' && row.inherits !== 'never' ? ['inherit'] : []),
    ...(row.ownEndpoint ? ['absent'] : []),
    ...(row.kind === 'access' ? accessTypes : []),
  ];
}

export function fullTargetConfiguration(side: TargetSide, accessType: AccessType) {
  return { accessType, targets: [allTargets[side]] } as const;
}
