/**
 * Checks that the body of a 200 is the requested object. xtap must not read JSON of another shape (a gateway's error, a
 * part of an answer) as a policy without settings: inherited values would look unset, and access from other clouds
 * blocked. The checks require little, because Graph adds and removes members, and the national clouds lack some.
 */

import { fieldTable } from '../model/fieldTable.ts';
import { isJsonObject } from '../model/json.ts';
import { settingsOf } from '../model/setting.ts';
import type { TenantId } from '../model/tenantId.ts';
import { decode, partnerHead } from './codecs.ts';
import { type BodyCheck, checkObject } from './readGraph.ts';

const inheritable = fieldTable.filter(
  ({ ownEndpoint, places }) => !ownEndpoint && !places.includes('policy') && !places.includes('creation'),
);

/** The default of a tenant always contains at least one setting. */
export const checkDefault: BodyCheck = (body) => {
  if (!isJsonObject(body)) return checkObject(body);
  return inheritable.some((row) => isJsonObject(body[row.name])) ? undefined : 'it has no default settings';
};

export const checkPolicy: BodyCheck = (body) => {
  if (!isJsonObject(body)) return checkObject(body);
  const isOther = Object.keys(body).length === 0 || Object.hasOwn(body, 'error') || Object.hasOwn(body, 'value');
  if (isOther) return 'it is not a cross-tenant access policy';
  const wrong = settingsOf(fieldTable, 'policy').find(({ name }) => !Array.isArray(body[name] ?? []));
  return wrong && `"${wrong.name}" is not a list`;
};

export function checkPartner(tenantId: TenantId): BodyCheck {
  return (body) => {
    const head = decode(partnerHead, body);
    if ('complaint' in head) return head.complaint;
    return head.value.tenantId === tenantId ? undefined : 'it is another partner';
  };
}
