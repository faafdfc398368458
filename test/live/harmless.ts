/** Checks every write to a partner id that belongs to no tenant: such a write may only block. */
import { isJsonObject } from '../../src/model/json.ts';

/** Trust, consent, synchronization and isServiceProvider are not in this list, and neither is any new setting. */
const blockable =
  /^(?:tenantId|tenantRestrictions|b2b(?:Collaboration|DirectConnect)(?:Inbound|Outbound)|b2BDirectConnectInbound)$/;

/** Throws if the body could give anybody access. */
export function requireHarmless(body: unknown): void {
  if (!isJsonObject(body)) throw new Error('The live suite sends an object or nothing.');
  const open = Object.keys(body).find((name) => !blockable.test(name));
  if (open !== undefined) throw new Error(`The live suite does not send "${open}" to a tenant that does not exist.`);
  requireBlocked(body);
}

function requireBlocked(value: unknown): void {
  if (Array.isArray(value)) value.forEach(requireBlocked);
  if (!isJsonObject(value)) return;
  for (const [name, member] of Object.entries(value)) {
    if (name === 'accessType' && member !== 'blocked') throw new Error('The live suite sends blocked values only.');
    requireBlocked(member);
  }
}
