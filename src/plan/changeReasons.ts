/*
 * What a change broadens or narrows beyond its fields. A plan shows the messages before the change happens, and drift
 * after it happened, for one partner or for a group. So a message states a fact, without a tense or a pronoun.
 *
 * Organizations of other clouds are blocked until they are partners (Microsoft: allowedCloudEndpoints), and a tenant id
 * does not say which cloud it belongs to. So creating a partner may open everything that it inherits, and deleting it
 * may close everything.
 */

import {
  allowsOtherClouds,
  mayAllowOtherClouds,
  otherCloudsSetting,
  type PlannedDefaults,
} from '../access/effective.ts';
import {
  broadensAccess,
  type ChangeIntent,
  type ChangeReason,
  type FieldChange,
  type Impact,
  narrowsAccess,
} from '../model/plan.ts';
import type { Setting } from '../model/setting.ts';

/** Whether the effect of creating or deleting the partner depends on the cloud that it belongs to. */
export function dependsOnCloud(intent: ChangeIntent, plannedDefaults: PlannedDefaults): boolean {
  if (intent.resource !== 'partner' || intent.action === 'update') return false;
  return mayAllowOtherClouds(intent.basis, plannedDefaults.policy);
}

interface DerivedParts {
  readonly impact: Impact;
  readonly fields: readonly Pick<FieldChange, 'impact'>[];
  /** The settings that broaden access by more than their own fields. */
  readonly broadening: readonly Setting[];
}

export function findReasons(
  intent: ChangeIntent,
  { impact, fields, broadening }: DerivedParts,
  plannedDefaults: PlannedDefaults,
): readonly ChangeReason[] {
  const ofSettings = broadening.flatMap(({ reason }): readonly ChangeReason[] =>
    reason ? [{ ...reason, impact: 'broadens' }] : [],
  );
  if (impact !== 'neutral' && dependsOnCloud(intent, plannedDefaults))
    return [otherClouds(intent, plannedDefaults), ...ofSettings];
  const exceedsFields =
    (broadensAccess({ impact }) && !fields.some(broadensAccess)) ||
    (narrowsAccess({ impact }) && !fields.some(narrowsAccess));
  if (!exceedsFields) return ofSettings;
  return [{ code: 'whole', impact, message: `the ${intent.resource} as a whole` }, ...ofSettings];
}

/** A snapshot may not say whether other clouds are allowed. */
function otherClouds({ action, basis }: ChangeIntent, { policy }: PlannedDefaults): ChangeReason {
  const isKnown = basis[otherCloudsSetting] !== undefined || allowsOtherClouds(policy);
  const condition = `other clouds ${isKnown ? 'are' : 'may be'} allowed`;
  return {
    code: 'other-clouds',
    impact: action === 'create' ? 'broadens' : 'mixed',
    message: `${condition}: an organization of another cloud has access only while it is a partner`,
  };
}
