/*
 * Graph may add members with any name. `constructor` and `toString` are names that every JavaScript object inherits, so
 * a careless look-up mistakes an inherited function for a member of the tenant.
 */
import fc from 'fast-check';
import { startEmulator } from '../../src/emulator/http/server.ts';
import type { TenantSeed } from '../../src/emulator/state/tenantState.ts';
import { decodeLive } from '../../src/graph/decodeLive.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import { isJsonObject, type Json, type JsonObject, jsonEquals } from '../../src/model/json.ts';
import type { LiveState } from '../../src/model/liveState.ts';
import type { TenantId } from '../../src/model/tenantId.ts';
import { readPlanFile } from '../../src/plan/planFile/planFile.ts';
import { compareWithLive } from '../../src/plan/staleness.ts';
import { stateAfterApply } from '../../src/plan/stateAfterApply.ts';
import { makeUndoPlan } from '../../src/plan/undo.ts';
import { desiredState, inherit, partner, systemDefault, u1, u2, value } from '../support/builders.ts';
import { factsOfSynchronization } from '../support/emulatorForEach.ts';
import { inheritor, tombstone } from '../support/property/richPlan.ts';
import { applyTo, nestedSemantics, planOf, tenantModel } from '../support/property/tenantModel.ts';
import { runIn, xtapIn } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, home } from '../support/tenants.ts';

const names = ['newThing', ...Object.getOwnPropertyNames(Object.prototype)];
/** Readers refuse `__proto__` (see the last tests): only a program that builds live states itself can have it. */
const readable = names.filter((name) => name !== '__proto__');

const users = (...ids: readonly string[]): readonly JsonObject[] =>
  ids.map((target) => ({ target, targetType: 'user' }));
const everyApplication: Json = {
  accessType: 'allowed',
  targets: [{ target: 'AllApplications', targetType: 'application' }],
};

/** The value with `extra` added to every object in it; the emulator does not accept them inside a list. */
function strewn(raw: Json, extra: JsonObject, inLists: boolean): Json {
  if (Array.isArray(raw)) return inLists ? raw.map((each: Json) => strewn(each, extra, inLists)) : raw;
  if (!isJsonObject(raw)) return raw;
  const members = Object.entries(raw).map(([key, each]): [string, Json] => [key, strewn(each, extra, inLists)]);
  return { ...Object.fromEntries(members), ...extra };
}

const sync = { userSyncInbound: { isSyncAllowed: false } };

const drifted = {
  inboundTrust: { isMfaAccepted: false },
  // A half may have no accessType, and a target no targetType.
  b2bCollaborationInbound: {
    usersAndGroups: { accessType: 'allowed', targets: [{ target: u1 }, ...users(u2)] },
    applications: { targets: [] },
  },
  automaticUserConsentSettings: { inboundAllowed: false },
};

function seedWith(extra: JsonObject, inLists = true): TenantSeed {
  const entity = (tenantId: string, settings: JsonObject): JsonObject => ({
    ...(strewn(settings, extra, inLists) as JsonObject),
    tenantId,
  });
  return {
    tenantId: home,
    displayName: 'Contoso',
    directory: [],
    partners: [entity(fabrikam, drifted), entity(tombstone, drifted), entity(inheritor, {})],
    identitySynchronization: { [fabrikam]: entity(fabrikam, sync), [tombstone]: entity(tombstone, sync) },
    default: strewn(systemDefault as JsonObject, extra, inLists) as JsonObject,
    policy: { allowedCloudEndpoints: [], ...extra },
  };
}

const desired = desiredState(
  [
    partner(fabrikam, {
      inboundTrust: value({ isMfaAccepted: true }),
      b2bCollaborationInbound: value({
        usersAndGroups: { accessType: 'allowed', targets: users(u1) },
        applications: everyApplication,
      }),
      automaticUserConsentSettings: inherit(),
      identitySynchronization: value({ userSyncInbound: { isSyncAllowed: true } }),
    }),
    partner(inheritor, { inboundTrust: value({ isMfaAccepted: true }) }),
    partner(tombstone, {}, { state: 'absent' }),
  ],
  { default: new Map([['inboundTrust', value({ isCompliantDeviceAccepted: true })]]) },
);

function readOf({ identitySynchronization, ...seed }: TenantSeed): LiveState {
  const partners = seed.partners.map((each) => {
    const own = identitySynchronization[String(each.tenantId)];
    return own === undefined ? each : { ...each, identitySynchronization: own };
  });
  const { policy, default: defaults } = seed;
  const raw = { tenantId: home, cloud: 'global', apiVersion: 'v1.0', policy, default: defaults, partners } as const;
  const decoded = decodeLive(raw, 'graph');
  if ('complaint' in decoded) throw new Error(decoded.complaint);
  return decoded.value;
}

/** What is beside the declared members is kept: in the setting, in the half, and in a target that stays. */
function expectKept(bodies: readonly (JsonObject | undefined)[], extra: JsonObject, inLists = true): void {
  const found: string[] = [];
  const isThere = (at: JsonObject): boolean =>
    Object.entries(extra).every(([name, each]) => Object.hasOwn(at, name) && jsonEquals(at[name] ?? null, each));
  const look = (at: Json, path: string): void => {
    if (Array.isArray(at)) for (const each of at as readonly Json[]) look(each, `${path}[]`);
    if (!isJsonObject(at)) return;
    if (isThere(at)) found.push(path);
    const others = Object.entries(at).filter(([key]) => !Object.hasOwn(extra, key));
    for (const [key, below] of others) look(below, `${path}.${key}`);
  };
  for (const body of bodies) look(body ?? null, '');
  expect(found).toEqual(
    expect.arrayContaining([
      '.inboundTrust',
      '.b2bCollaborationInbound',
      '.b2bCollaborationInbound.usersAndGroups',
      ...(inLists ? ['.b2bCollaborationInbound.usersAndGroups.targets[]'] : []),
      '.b2bCollaborationInbound.applications',
      '.userSyncInbound',
    ]),
  );
}

const json = fc.constantFrom<Json>(2, true, 'text', { level: 1 }, [1]);
const extras = (from: readonly string[]) =>
  fc
    .subarray([...from], { minLength: 1 })
    .chain((chosen) => fc.tuple(...chosen.map((name) => fc.tuple(fc.constant(name), json))))
    .map((entries): JsonObject => Object.fromEntries(entries));

test('a live member named like one of Object.prototype stays in the body, and a second plan shows no changes', () => {
  fc.assert(
    fc.property(extras(readable), fc.constantFrom(...nestedSemantics), fc.nat(), (extra, nested, quirks) => {
      const tenant = tenantModel(seedWith(extra, false), 'v1.0', nested, quirks);
      const live = tenant.read();
      const plan = planOf({ desired, live });
      if (!plan) throw new Error('no plan');
      const bodies = plan.changes.flatMap(({ requests }) => requests.map(({ body }) => body));
      expectKept(bodies, extra, false);
      expect(compareWithLive(plan, live, fieldTable).moved).toEqual([]);
      expect(readPlanFile(JSON.stringify(plan), fieldTable)).toEqual(plan);
      applyTo(tenant, plan);
      expect(compareWithLive(plan, tenant.read(), fieldTable).moved).toEqual([]);
      expect(planOf({ desired, live: tenant.read() })?.changes).toEqual([]);
      const livePartners = live.partners.length;
      const undo = makeUndoPlan({ plan, livePartners, protected: new Set(), table: fieldTable, createdAt: '' });
      expect(compareWithLive(undo, tenant.read(), fieldTable).moved).toEqual([]);
    }),
  );
});

test('the planner keeps a member called __proto__', () => {
  fc.assert(
    fc.property(extras(names), (extra) => {
      const live = readOf(seedWith(extra));
      const plan = planOf({ desired, live });
      if (!plan) throw new Error('no plan');
      const bodies = plan.changes.flatMap(({ requests }) => requests.map(({ body }) => body));
      expectKept(bodies, extra);
      expect(planOf({ desired, live: stateAfterApply(live, plan.changes) })?.changes).toEqual([]);
    }),
  );
});

describe('with live members named like those of Object.prototype, xtap', () => {
  const folder = folderForEach();
  beforeEach(() => {
    folder.write(
      'configs/a.yaml',
      `version: 1
tenant: ${home}
undeclaredPartners: delete
guards: { maxDeletes: 10, maxDeletePercent: 100, maxChangePercent: 100 }
default: { inboundTrust: { isCompliantDeviceAccepted: true } }
partners:
  - tenantId: ${fabrikam}
    inboundTrust: { isMfaAccepted: true }
    b2bCollaborationInbound: { usersAndGroups: { allowed: [{ user: ${u1} }] }, applications: allowed }
    automaticUserConsentSettings: inherit
    identitySynchronization: { userSyncInbound: { isSyncAllowed: true } }
  - tenantId: ${tombstone}
    state: absent
`,
    );
  });

  function writeSnapshot(extra: JsonObject): void {
    const { partners, identitySynchronization, policy, default: defaults } = seedWith(extra);
    const synced = partners.map((each) => {
      const own = identitySynchronization[each.tenantId as TenantId];
      return own === undefined ? each : { ...each, identitySynchronization: own };
    });
    const head = { formatVersion: 1, tenantId: home, cloud: 'global', apiVersion: 'v1.0' };
    folder.write('live.json', JSON.stringify({ ...head, policy, default: defaults, partners: synced }));
  }

  const everyName = (of: readonly string[]): JsonObject =>
    Object.fromEntries(of.map((name): [string, Json] => [name, { level: 2 }]));

  test.each([
    ...['text', 'json', 'markdown', 'html', 'github'].flatMap((format) => [
      ['plan', '--format', format],
      ['plan', '--base', 'configs', '--show-requests', '--format', format],
      ['drift', '--format', format],
    ]),
    ['explain', fabrikam, '--desired'],
    ['explain', fabrikam, '--format', 'json'],
  ])('ends without a crash: %s %s %s', async (...words) => {
    writeSnapshot(everyName(readable));
    const { code, stdout, stderr } = await runIn(folder.path, [...words, '--live', 'live.json']);
    expect(`${stdout}${stderr}`).not.toContain('bug in xtap');
    expect(code).toBe(words[0] === 'drift' ? 2 : 0);
    expect(stdout).not.toBe('');
  });

  test('pulls, applies and converges', async () => {
    const emulator = await startEmulator({ seed: seedWith(everyName(readable), false), facts: factsOfSynchronization });
    try {
      const xtap = xtapIn(folder, emulator);
      expect(await xtap('pull', '--dir', 'pulled')).toMatchObject({ code: 0 });
      expect(await xtap('plan', 'pulled', '--detailed-exitcode')).toMatchObject({ code: 0 });
      expect(await xtap('apply', '--yes', '--allow-broadening')).toMatchObject({ code: 0 });
      expect(await xtap('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
    } finally {
      await emulator.close();
    }
  });

  test('refuses to plan with a member called __proto__, and says so', async () => {
    writeSnapshot(everyName(names));
    const { code, stderr } = await runIn(folder.path, ['plan', '--live', 'live.json']);
    expect({ code, stderr }).toEqual({ code: 65, stderr: expect.stringContaining('it has a member "__proto__"') });
  });
});
