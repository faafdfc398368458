import { type Leaf, type Setting, type SettingPlace, unsetWord } from '../../model/setting.ts';
/*
 * The short forms of values, in one place for codec and schema. The forms of a setting follow from the kind and members
 * of its row, never from its name.
 */

export const accessTypes = ['allowed', 'blocked'] as const;
export type AccessType = (typeof accessTypes)[number];
export type TargetSide = Extract<Leaf, { type: 'targetConfiguration' }>['side'];

/** The target that includes all others, for each side of an access decision. */
export const allTargets = {
  users: { target: 'AllUsers', targetType: 'user' },
  applications: { target: 'AllApplications', targetType: 'application' },
} as const;

/** The targets that are not GUIDs. */
export const keywords: Readonly<Record<TargetSide, readonly string[]>> = {
  users: ['AllUsers'],
  applications: ['AllApplications', 'Office365'],
};

export const targetTypes: Readonly<Record<TargetSide, readonly string[]>> = {
  users: ['user', 'group'],
  applications: ['application'],
};

/** The words that a setting accepts instead of a value. */
export function settingWords(row: Setting, place: SettingPlace): readonly string[] {
  const word = place === 'partner' ? unsetWord(row) : undefined;
  return [...(word === undefined ? [] : [word]), ...(row.kind === 'access' ? accessTypes : [])];
}

export function fullTargetConfiguration(side: TargetSide, accessType: AccessType) {
  return { accessType, targets: [allTargets[side]] } as const;
}
