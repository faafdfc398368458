import { isPersonalToken, type TokenClaims } from '../graph/identity/tokenClaims.ts';
import { accessOf, surplusPermissions } from '../model/activities.ts';
import type { DoctorReport } from '../model/doctorReport.ts';
import { isoTime } from './runContext.ts';

/** Who the token belongs to, and what that identity may do. `claims` is undefined if xtap cannot read them. */
export function describeToken(claims: TokenClaims | undefined): Pick<DoctorReport, 'identity' | 'access'> {
  if (claims === undefined) return { identity: undefined, access: accessOf(undefined) };
  const { roles, scopes, applicationId, subject, issuer, expiresAt } = claims;
  const granted = [...roles, ...scopes];
  const isPerson = isPersonalToken(claims);
  return {
    identity: {
      kind: isPerson ? 'person' : 'application',
      sub: subject,
      iss: issuer,
      appid: applicationId,
      roles,
      scopes,
      expires: expiresAt === undefined ? undefined : isoTime(expiresAt),
      surplus: surplusPermissions(granted),
    },
    access: accessOf({ granted, isPerson }),
  };
}
