import fc from 'fast-check';
import { decodeLive } from '../../src/graph/decodeLive.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { fabrikam, home } from '../support/tenants.ts';

describe('any JSON from Graph or a file', () => {
  const names = [
    'tenantId',
    'inboundTrust',
    'b2bCollaborationInbound',
    'identitySynchronization',
    'usersAndGroups',
    'targets',
  ];
  const key = fc.oneof(fc.constantFrom(...names, '__proto__', 'constructor', 'toString', '@odata.type'), fc.string());
  const { json } = fc.letrec<{ json: unknown }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom(null, true, 0, '', home, fabrikam, 'AllUsers'),
      fc.array(tie('json')),
      fc.array(fc.tuple(key, tie('json'))).map((entries) => Object.fromEntries(entries)),
    ),
  }));

  const setting = fc.constantFrom(...fieldTable.map(({ name }) => name));
  const settings = fc.array(fc.tuple(setting, json)).map((entries) => Object.fromEntries(entries));
  const partner = fc.tuple(fc.uuid(), settings).map(([tenantId, values]) => ({ ...values, tenantId }));

  it('is decoded into a live state or one complaint, without an exception', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(partner, json)), json, json, (list, policy, defaults) => {
        const scope = { tenantId: home, cloud: 'global', apiVersion: 'beta', partners: list } as const;
        const raw = { ...scope, policy: policy as JsonObject, default: defaults as JsonObject };
        const decoded = decodeLive(raw, 'snapshot');
        if ('complaint' in decoded) expect(decoded.complaint).not.toBe('');
        else expect(decoded.value.partners).toHaveLength(list.length);
      }),
      { numRuns: 500 },
    );
  });
});
