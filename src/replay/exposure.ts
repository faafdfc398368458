/*
 * Who relies on a trust flag that the plan turns off. This is never a lock-out: the log does not say whose MFA or which
 * device claim a sign-in used, and another policy decides whether one is asked for.
 */
import type { Json } from '../model/json.ts';
import { type Member, memberAt, membersOf } from '../model/members.ts';
import type { Setting } from '../model/setting.ts';
import type { SignInRow, SignInType } from '../model/signIns.ts';
import type { TenantId } from '../model/tenantId.ts';
import type { Exposure } from './replay.ts';
import type { PolicyPair } from './settingPair.ts';

/** People who rely on a trust flag that the plan turns off: their sign-ins. */
export interface ExposedRows extends Omit<Exposure, 'people'> {
  readonly rows: readonly SignInRow[];
}

/** `rows` are all rows of a tenant. */
export function exposedRows(
  tenantId: TenantId,
  rows: readonly SignInRow[],
  { policies, table }: { readonly policies: PolicyPair; readonly table: readonly Setting[] },
): readonly ExposedRows[] {
  const flags = table.flatMap((row) => {
    const trusted = membersOf(row).filter(({ trusts }) => trusts !== undefined);
    return trusted.length === 0 ? [] : turnedOff(trusted, policies.valuesOf(row, tenantId));
  });
  if (flags.length === 0) return [];
  const guests = rows.filter(({ direction, outcome }) => direction === 'inbound' && outcome === 'ok');
  return flags.flatMap(({ path, trusts }) =>
    audiencesOf(trusts).flatMap(({ type, includes }) => {
      const exposed = guests.filter(includes);
      const flag = path.join('.');
      return exposed.length === 0 ? [] : [{ tenantId, flag, ...(type && { type }), rows: exposed }];
    }),
  );
}

/** A value that is not known may be on. */
function turnedOff(
  flags: readonly Member[],
  [before, after]: readonly [before: Json | undefined, after: Json | undefined],
): readonly Member[] {
  const isOn = (value: Json | undefined, path: readonly string[]): boolean | undefined =>
    value === undefined ? undefined : memberAt(value, path) === true;
  return flags.filter(({ path }) => {
    const [was, is] = [isOn(before, path), isOn(after, path)];
    return was !== is && was !== false && is !== true;
  });
}

interface FlagScope {
  readonly type?: SignInType;
  readonly includes: (row: SignInRow) => boolean;
}

/** The log says whether a policy asked for MFA; it says nothing about devices. */
function audiencesOf(trusts: Member['trusts']): readonly FlagScope[] {
  if (trusts !== 'mfa') return [{ includes: () => true }];
  return [
    {
      type: 'b2bCollaboration',
      includes: ({ type, mfaRequired }) => type === 'b2bCollaboration' && mfaRequired === true,
    },
    { type: 'b2bDirectConnect', includes: ({ type }) => type === 'b2bDirectConnect' },
  ];
}
