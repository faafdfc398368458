/** The OPEN facts of the reference, as measurements: each creates its own partners, so that none changes another. */
import type { FactName } from '../../src/emulator/facts.ts';
import type { GraphResponse } from '../../src/model/graphPort.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { TenantId } from '../../src/model/tenantId.ts';
import { evidenceOf, memberOf, partnersPath, policyPath, type Sandbox } from './sandbox.ts';

export interface Measured {
  /** null: it could not be measured. The evidence says why. */
  readonly value: string | number | null;
  readonly evidence: string;
}

export interface Measurement {
  readonly fact: FactName;
  readonly question: string;
  /** `partner`: a second tenant. `default`: writes the tenant default. `application`: also the token of one. */
  readonly needs?: 'partner' | 'default' | 'application';
  readonly measure: (sandbox: Sandbox) => Promise<Measured>;
}

const blockedHalf = (target: string, targetType: string): JsonObject => ({
  accessType: 'blocked',
  targets: [{ target, targetType }],
});
const noUsers = blockedHalf('AllUsers', 'user');
const noApplications = blockedHalf('AllApplications', 'application');
const blockAll = { usersAndGroups: noUsers, applications: noApplications };
const group = (digit: number): JsonObject => blockedHalf(`6a2e8b13-c5d4-4970-bf81-e7093d5c2a4${digit}`, 'group');
const application = blockedHalf('9c5f1e38-7a04-4db2-86ef-b1d3c0a92e57', 'application');

const pathOf = (tenantId: TenantId): string => `${partnersPath}/${tenantId}`;
const notMeasured = (response: GraphResponse): Measured => ({ value: null, evidence: evidenceOf(response) });

/** A fact about one answer: success means the first value, 400 the second, anything else is not measured. */
function verdict(response: GraphResponse, [success, refusal]: readonly [string, string]): Measured {
  const evidence = evidenceOf(response);
  if (response.error === undefined) return { value: success, evidence };
  return response.status === 400 ? { value: refusal, evidence } : notMeasured(response);
}

/** Works with a new partner, and removes it afterwards. */
async function withPartner(
  sandbox: Sandbox,
  settings: JsonObject,
  work: (tenantId: TenantId) => Promise<Measured>,
  tenantId?: TenantId,
): Promise<Measured> {
  const id = tenantId ?? (await sandbox.freshId());
  const created = await sandbox.createAndSee(id, settings);
  if (created.status !== 201) return notMeasured(created);
  try {
    return await work(id);
  } finally {
    await sandbox.remove(id);
  }
}

/** Creates a partner with a value that the service may refuse. */
async function creation(sandbox: Sandbox, settings: JsonObject): Promise<Measured> {
  const id = await sandbox.freshId();
  const response = await sandbox.create(id, settings);
  await sandbox.remove(id);
  return verdict(response, ['accepted', 'refused']);
}

const acceptedOrRefused = async (response: Promise<GraphResponse>): Promise<Measured> =>
  verdict(await response, ['accepted', 'refused']);

const onPartners: readonly Measurement[] = [
  {
    fact: 'nestedPatch',
    question: 'Does a PATCH replace the members that a complex property omits, or merge them?',
    measure: (sandbox) =>
      withPartner(
        sandbox,
        { b2bDirectConnectOutbound: { usersAndGroups: group(0), applications: noApplications } },
        async (id) => {
          const patched = await sandbox.patch(id, { b2bDirectConnectOutbound: { usersAndGroups: group(1) } });
          if (patched.error !== undefined) return notMeasured(patched);
          const { body } = await sandbox.getUntil(pathOf(id), (answer) =>
            JSON.stringify(answer.body).toLowerCase().includes('2a41'),
          );
          const half = memberOf(body, 'b2bDirectConnectOutbound', 'applications');
          return { value: half === null ? 'replace' : 'merge', evidence: `the other half is ${JSON.stringify(half)}` };
        },
      ),
  },
  {
    fact: 'duplicateStatus',
    question: 'Which status does a POST for an existing partner get?',
    measure: (sandbox) =>
      withPartner(sandbox, { b2bDirectConnectInbound: blockAll }, async (id) => {
        const again = await sandbox.create(id, { b2bDirectConnectInbound: blockAll });
        return { value: again.error === undefined ? null : again.status, evidence: evidenceOf(again) };
      }),
  },
  {
    fact: 'conflictingCombination',
    question: 'Does Graph refuse a combination that the portal refuses (all users, but not all applications blocked)?',
    measure: (sandbox) =>
      creation(sandbox, { b2bDirectConnectInbound: { usersAndGroups: noUsers, applications: application } }),
  },
  {
    fact: 'wrongCaseProperty',
    question: 'Is a property in the wrong letter case refused or ignored?',
    measure: (sandbox) =>
      withPartner(sandbox, { b2bDirectConnectOutbound: blockAll }, async (id) =>
        verdict(await sandbox.patch(id, { b2BDirectConnectInbound: blockAll }), ['ignored', 'refused']),
      ),
  },
  {
    fact: 'missingPartnerCode',
    question: 'Which error code has a partner that does not exist?',
    measure: async (sandbox) => {
      const answer = await sandbox.get(pathOf(await sandbox.freshId()));
      return { value: answer.status === 404 ? (answer.error?.code ?? null) : null, evidence: evidenceOf(answer) };
    },
  },
  {
    fact: 'recreateAfterDelete',
    question: 'Does a POST right after a DELETE conflict with the deleted partner?',
    measure: (sandbox) =>
      withPartner(sandbox, { b2bDirectConnectInbound: blockAll }, async (id) => {
        await sandbox.remove(id);
        const again = await sandbox.create(id, { b2bDirectConnectInbound: blockAll });
        const isConflict = again.error?.code === 'Request_MultipleObjectsWithSameKeyValue' || again.status === 409;
        const value = again.status === 201 ? 'created' : isConflict ? 'conflict' : null;
        return { value, evidence: evidenceOf(again) };
      }),
  },
  {
    fact: 'adminPortalsTarget',
    question: 'Is MicrosoftAdminPortals accepted as an application target?',
    measure: (sandbox) => {
      const applications = blockedHalf('MicrosoftAdminPortals', 'application');
      return creation(sandbox, { b2bCollaborationOutbound: { usersAndGroups: group(0), applications } });
    },
  },
  {
    fact: 'typeInTenantRestrictions',
    question: 'Is @odata.type accepted in the tenant restrictions of a partner?',
    measure: (sandbox) => {
      const type = { '@odata.type': '#microsoft.graph.crossTenantAccessPolicyTenantRestrictions' };
      return creation(sandbox, { tenantRestrictions: { ...type, ...blockAll } });
    },
  },
  {
    fact: 'loneHalf',
    question: 'Does a B2B setting that is created with one half stay so, or is it completed?',
    measure: (sandbox) =>
      withPartner(sandbox, { b2bDirectConnectInbound: { applications: noApplications } }, async (id) => {
        const { body } = await sandbox.get(pathOf(id));
        const half = memberOf(body, 'b2bDirectConnectInbound', 'usersAndGroups');
        return { value: half === null ? 'kept' : 'completed', evidence: `the other half is ${JSON.stringify(half)}` };
      }),
  },
  {
    fact: 'newPartnerBlock',
    question: 'Which blockServiceProviderOutboundAccess has a new partner (beta)?',
    measure: (sandbox) =>
      withPartner(sandbox, { b2bDirectConnectInbound: blockAll }, async (id) => {
        const { body } = await sandbox.getUntil(pathOf(id), ({ status }) => status === 200, 'beta');
        const value = memberOf(body, 'blockServiceProviderOutboundAccess');
        const evidence = JSON.stringify(value);
        return { value: value === null || value === false ? evidence : null, evidence };
      }),
  },
  {
    fact: 'softDelete',
    question: 'Is a deleted partner listed among the deleted items (beta)?',
    measure: (sandbox) =>
      withPartner(sandbox, { b2bDirectConnectInbound: blockAll }, async (id) => {
        await sandbox.remove(id);
        const isListed = ({ body }: GraphResponse): boolean =>
          JSON.stringify(body ?? '')
            .toLowerCase()
            .includes(id);
        const answer = await sandbox.getUntil('/policies/deletedItems/crossTenantPartners', isListed, 'beta');
        if (answer.error !== undefined) return notMeasured(answer);
        return { value: isListed(answer) ? 'listed' : 'absent', evidence: evidenceOf(answer) };
      }),
  },
  {
    fact: 'readAfterWrite',
    question: 'Does the first read after a write show the write?',
    measure: (sandbox) =>
      withPartner(
        sandbox,
        { b2bDirectConnectOutbound: { usersAndGroups: group(0), applications: application } },
        async (id) => {
          const patched = await sandbox.patch(id, { b2bDirectConnectInbound: blockAll });
          if (patched.error !== undefined) return notMeasured(patched);
          const first = await sandbox.get(pathOf(id));
          const isThere = memberOf(first.body, 'b2bDirectConnectInbound') !== null;
          await sandbox.getUntil(pathOf(id), ({ body }) => memberOf(body, 'b2bDirectConnectInbound') !== null);
          return { value: isThere ? 'immediate' : 'later', evidence: evidenceOf(first) };
        },
      ),
  },
  {
    fact: 'parallelWrites',
    question: 'Do four writes to four partners at the same time conflict?',
    measure: measureParallelWrites,
  },
];

async function measureParallelWrites(sandbox: Sandbox): Promise<Measured> {
  const ids: TenantId[] = [];
  try {
    for (let number = 0; number < 4; number += 1) {
      const id = await sandbox.freshId();
      ids.push(id);
      const created = await sandbox.createAndSee(id, { b2bDirectConnectInbound: blockAll });
      if (created.status !== 201) return notMeasured(created);
    }
    const answers = await Promise.all(ids.map((id) => sandbox.patch(id, { b2bDirectConnectOutbound: blockAll })));
    const evidence = answers.map(evidenceOf).join(', ');
    const isConflict = answers.some(({ status }) => status === 409 || status === 412);
    return { value: isConflict ? 'conflict' : answers.every(({ error }) => !error) ? 'accepted' : null, evidence };
  } finally {
    for (const id of ids) await sandbox.remove(id);
  }
}

const onReads: readonly Measurement[] = [
  {
    fact: 'topOfList',
    question: 'Does the list of partners accept $top?',
    measure: (sandbox) => acceptedOrRefused(sandbox.get(partnersPath, { $top: '999' })),
  },
  {
    fact: 'expandSynchronization',
    question: 'Does the list of partners accept $expand=identitySynchronization?',
    measure: (sandbox) => acceptedOrRefused(sandbox.get(partnersPath, { $expand: 'identitySynchronization' })),
  },
  {
    fact: 'auditCategoryFilter',
    question: 'Does the audit log accept a filter on category?',
    measure: (sandbox) =>
      acceptedOrRefused(
        sandbox.get('/auditLogs/directoryAudits', { $filter: "category eq 'CrossTenantAccessSettings'", $top: '1' }),
      ),
  },
  {
    fact: 'signInFilter',
    question: 'Does the sign-in log (beta) accept a filter with a date range and any()?',
    measure: (sandbox) => {
      const since = new Date(Date.now() - 86_400_000).toISOString().replace(/\.\d+Z$/, 'Z');
      const $filter = `createdDateTime ge ${since} and signInEventTypes/any(t: t eq 'nonInteractiveUser')`;
      return acceptedOrRefused(sandbox.get('/auditLogs/signIns', { $filter, $top: '1' }, 'beta'));
    },
  },
];

/** The work with the second tenant; it exists, so it may get trust and a synchronization. */
function withOwnPartner(
  sandbox: Sandbox,
  settings: JsonObject,
  work: (tenantId: TenantId) => Promise<Measured>,
): Promise<Measured> {
  const { partner } = sandbox;
  if (partner === undefined) return Promise.resolve({ value: null, evidence: 'XTAP_LIVE_PARTNER is not set' });
  return withPartner(sandbox, settings, work, partner);
}

const onOwnPartner: readonly Measurement[] = [
  {
    fact: 'deleteWithSynchronization',
    question: 'Is the DELETE of a partner with an identity synchronization refused?',
    needs: 'partner',
    measure: (sandbox) =>
      withOwnPartner(sandbox, { b2bDirectConnectInbound: blockAll }, async (id) => {
        const put = await sandbox.putSynchronization(id);
        if (put.error !== undefined) return notMeasured(put);
        const answer = await sandbox.send({ method: 'DELETE', path: pathOf(id) });
        const evidence = evidenceOf(answer);
        return { value: answer.error === undefined ? 'accepted' : 'refused', evidence };
      }),
  },
  {
    fact: 'secondSynchronizationPut',
    question: 'Which status does a second PUT of an identity synchronization get?',
    needs: 'partner',
    measure: (sandbox) =>
      withOwnPartner(sandbox, { b2bDirectConnectInbound: blockAll }, async (id) => {
        const first = await sandbox.putSynchronization(id);
        if (first.error !== undefined) return notMeasured(first);
        const again = await sandbox.putSynchronization(id);
        return { value: again.error === undefined ? null : again.status, evidence: evidenceOf(again) };
      }),
  },
  {
    fact: 'nullTrustFlag',
    question: 'What does one null flag inside a set inboundTrust do?',
    needs: 'partner',
    measure: (sandbox) =>
      withOwnPartner(sandbox, { inboundTrust: trust(false) }, async (id) => {
        // The block in the same body shows when reads have caught up.
        const patched = await sandbox.patch(id, { inboundTrust: trust(null), b2bDirectConnectInbound: blockAll });
        if (patched.error !== undefined) return verdict(patched, ['', 'refused']);
        const { body } = await sandbox.getUntil(
          pathOf(id),
          (answer) => memberOf(answer.body, 'b2bDirectConnectInbound') !== null,
        );
        const evidence = JSON.stringify(memberOf(body, 'inboundTrust', 'isCompliantDeviceAccepted'));
        return { value: evidence, evidence };
      }),
  },
  {
    fact: 'serviceProviderByApplication',
    question: 'May an application create a partner with isServiceProvider?',
    needs: 'application',
    measure: async (sandbox) => {
      const { partner } = sandbox;
      if (partner === undefined) return { value: null, evidence: 'XTAP_LIVE_PARTNER is not set' };
      const answer = await sandbox.createAndSee(partner, {
        isServiceProvider: true,
        b2bDirectConnectInbound: blockAll,
      });
      await sandbox.remove(partner);
      const value = answer.status === 201 ? 'accepted' : answer.status === 403 ? 'refused' : null;
      return { value, evidence: evidenceOf(answer) };
    },
  },
];

function trust(middle: false | null): JsonObject {
  return { isMfaAccepted: false, isCompliantDeviceAccepted: middle, isHybridAzureADJoinedDeviceAccepted: false };
}

const defaultPath = `${policyPath}/default`;

const onDefault: readonly Measurement[] = [
  {
    fact: 'serviceDefaultAfterPatch',
    question: 'What is isServiceDefault right after the first change of the tenant default?',
    needs: 'default',
    measure: async (sandbox) => {
      // The service default already blocks it, so this changes nobody's access.
      const body = { b2bDirectConnectInbound: blockAll };
      const patched = await sandbox.send({ method: 'PATCH', path: defaultPath, body });
      if (patched.error !== undefined) return notMeasured(patched);
      const answer = await sandbox.getUntil(
        defaultPath,
        ({ body: seen }) => memberOf(seen, 'isServiceDefault') === false,
      );
      const value = memberOf(answer.body, 'isServiceDefault');
      return { value: String(value), evidence: evidenceOf(answer) };
    },
  },
  {
    fact: 'nullOnDefault',
    question: 'Is null accepted for a setting of the tenant default?',
    needs: 'default',
    measure: async (sandbox) => {
      const body = { b2bDirectConnectOutbound: null };
      return verdict(await sandbox.send({ method: 'PATCH', path: defaultPath, body }), ['reset', 'refused']);
    },
  },
];

export const measurements: readonly Measurement[] = [...onReads, ...onPartners, ...onOwnPartner, ...onDefault];
