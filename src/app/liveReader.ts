import type { LiveReader } from '../apply/executionPorts.ts';
import { type HomeTenant, readPartner, readParts } from '../graph/readParts.ts';
import type { Connection } from './connect.ts';

const nothing = { partners: false, identitySynchronization: false, default: false, policy: false };

/**
 * The reads of an apply. Not aborted with the run: what is in flight is settled even then. And a Graph that has just
 * answered is waited for as long as the budget lasts, as it is for writes.
 */
export function createLiveReader({ context }: Connection, home: HomeTenant): LiveReader {
  const { signal: _, ...rest } = context;
  const patient = { ...rest, awaitsAbsentServer: true };
  return {
    partner: (tenantId) => readPartner(patient, home, tenantId),
    default: async () => (await readParts(patient, home, { ...nothing, default: true })).default ?? {},
    policy: async () => (await readParts(patient, home, { ...nothing, policy: true })).policy ?? {},
    list: (scope) => readParts(patient, home, scope),
  };
}
