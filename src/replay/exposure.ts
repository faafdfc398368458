/*
 * Who relies on a trust flag that the plan turns off. This is never a lock-out: the log does not say whose MFA or which
 * device claim a sign-in used, and another policy decides whether one is asked for.
 */
import { isJsonObject, type Json, memberOf } from '../model/json.ts';
import { keysOf } from '../model/members.ts';
import type { Setting } from '../model/setting.ts';
import type { SignInRow, SignInType } from '../model/signIns.ts';
import type { TenantId } from '../model/tenantId.ts';
import type { Exposure } from './replay.ts';
import type { PolicyPair } from './settingPair.ts';

const trustSetting = 'inboundTrust';
/** The log says whether a policy asked for MFA; it says nothing about devices. */
export const mfaFlag = 'isMfaAccepted';

/** `rows` are all rows of a tenant. */
export function exposureOf(
  tenantId: TenantId,
  rows: readonly SignInRow[],
  { policies, table }: { readonly policies: PolicyPair; readonly table: readonly Setting[] },
): readonly Exposure[] {
  const setting = table.find(({ name }) => name === trustSetting);
  if (!setting) return [];
  const flags = flagsTurnedOff(setting, policies.valuesOf(setting, tenantId));
  if (flags.length === 0) return [];
  const guests = rows.filter(({ direction, outcome }) => direction === 'inbound' && outcome === 'ok');
  return flags.flatMap((flag) =>
    audiencesOf(flag).flatMap(({ type, includes }) => {
      const people = new Set(guests.filter(includes).flatMap((row) => row.people)).size;
      return people === 0 ? [] : [{ tenantId, flag, ...(type && { type }), people }];
    }),
  );
}

/** A value that is not known may be on. */
function flagsTurnedOff(
  setting: Setting,
  [before, after]: readonly [before: Json | undefined, after: Json | undefined],
): readonly string[] {
  const isOn = (value: Json | undefined, flag: string): boolean | undefined =>
    value === undefined ? undefined : isJsonObject(value) && memberOf(value, flag) === true;
  return keysOf(setting).flatMap((flag) => {
    const [was, is] = [isOn(before, flag), isOn(after, flag)];
    return was !== is && was !== false && is !== true ? [flag] : [];
  });
}

interface Audience {
  readonly type?: SignInType;
  readonly includes: (row: SignInRow) => boolean;
}

function audiencesOf(flag: string): readonly Audience[] {
  if (flag !== mfaFlag) return [{ includes: () => true }];
  return [
    {
      type: 'b2bCollaboration',
      includes: ({ type, mfaRequired }) => type === 'b2bCollaboration' && mfaRequired === true,
    },
    { type: 'b2bDirectConnect', includes: ({ type }) => type === 'b2bDirectConnect' },
  ];
}
