import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type FactName, type Facts, factNames, factTable, readFacts, usualFacts } from '../../src/emulator/facts.ts';
import { type Emulator, startEmulator } from '../../src/emulator/http/server.ts';
import { resolveGraphTarget } from '../../src/graph/graphTarget.ts';
import { fixedTokenSource } from '../../src/graph/identity/tokenSource.ts';
import { createGraphTransport } from '../../src/graph/transport/transport.ts';
import type { ApiVersion } from '../../src/model/cloud.ts';
import type { TenantId } from '../../src/model/tenantId.ts';
import { ciFailure, tenantGiven } from '../live/conditions.ts';
import { factsJson, factsPage } from '../live/factsFiles.ts';
import { requireHarmless } from '../live/harmless.ts';
import { openJournal } from '../live/liveJournal.ts';
import { type LiveOptions, type LiveResult, runLive } from '../live/runLive.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { home, litware, partnerId } from '../support/tenants.ts';

/* The live suite against the emulator: the suite that measures a sandbox tenant, in both nested modes and more. */

const folder = folderForEach();
let emulator: Emulator;

afterEach(() => emulator.close());

const roles = ['Policy.ReadWrite.CrossTenantAccess', 'AuditLog.Read.All', 'User.Read.All'];
const claims = { tid: home, exp: Math.floor(Date.now() / 1000) + 3600, appid: 'app', roles };
const token = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;

async function sandboxLike(facts: Partial<Facts> = {}): Promise<void> {
  emulator = await startEmulator({ seed: 'empty', requireToken: true, facts });
}

function optionsOf(changes: Partial<LiveOptions> = {}): LiveOptions {
  const transport = (apiVersion: ApiVersion) => {
    const target = resolveGraphTarget({ cloud: 'global', apiVersion, graphUrl: emulator.url });
    return createGraphTransport({ target, tokens: fixedTokenSource(token), requestTimeoutMs: 10_000 });
  };
  return {
    v1: transport('v1.0'),
    beta: transport('beta'),
    journal: openJournal(join(folder.path, 'live')),
    partner: litware,
    newTenantId: () => randomUUID() as TenantId,
    tenantExists: async () => false,
    sleep: async () => undefined,
    signal: new AbortController().signal,
    env: {},
    isApplication: true,
    writesDefault: true,
    note: () => undefined,
    confirm: async () => true,
    ...changes,
  };
}

const occasion = { measuredAt: '2026-11-30T00:00:00Z', cloud: 'global', version: '1.0.0' };

/** Every measured value; a fact that was not measured is null, not its usual value. The file says the same. */
function measuredIn(result: LiveResult): Readonly<Record<string, unknown>> {
  if ('failures' in result) throw new Error(result.failures.join(' '));
  const measured = Object.fromEntries(Object.entries(result.facts).map(([name, { value }]) => [name, value]));
  expect(readFacts(factsJson(result, occasion))).toEqual({ ...usualFacts, ...measured });
  return measured;
}

const writes = (): readonly string[] =>
  emulator.requests.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);

describe('a measured tenant', () => {
  it.each(['replace', 'merge'] as const)('has the usual facts, with nested values that %s', async (nestedPatch) => {
    await sandboxLike({ nestedPatch });
    const before = emulator.state();
    const result = await runLive(optionsOf());
    expect(measuredIn(result)).toEqual({ ...usualFacts, nestedPatch });
    const { partners, default: defaults, identitySynchronization } = emulator.state();
    expect({ partners, defaults, identitySynchronization }).toEqual({
      partners: [],
      defaults: before.default,
      identitySynchronization: {},
    });
    expect(factsPage(result as Extract<LiveResult, { facts: unknown }>, occasion)).toMatch(/\| nestedPatch \|.*`/);
  });

  const turned = factNames.flatMap((name): readonly (readonly [FactName, string | number])[] =>
    factTable[name].slice(1).map((value) => [name, value] as const),
  );
  it.each(turned)('with the fact %s turned to %s changes the answer of that fact alone', async (name, value) => {
    await sandboxLike({ [name]: value });
    expect(measuredIn(await runLive(optionsOf()))).toEqual({ ...usualFacts, [name]: value });
    expect(emulator.state().partners).toEqual([]);
  });

  it('without a second tenant and XTAP_LIVE_DEFAULT has facts that were not measured, and no open value is sent', async () => {
    await sandboxLike();
    const result = await runLive(optionsOf({ partner: undefined, writesDefault: false }));
    const open = ['deleteWithSynchronization', 'secondSynchronizationPut', 'nullTrustFlag'].concat([
      'serviceProviderByApplication',
      'serviceDefaultAfterPatch',
      'nullOnDefault',
    ]);
    const facts = 'facts' in result ? result.facts : {};
    expect(Object.keys(facts).filter((name) => facts[name]?.value === null)).toEqual(open);
    const sent = JSON.stringify(emulator.requests.map(({ body }) => body ?? null));
    expect(sent).not.toMatch(/"allowed"|inboundTrust|isServiceProvider|automaticUserConsent|isSyncAllowed/);
    expect(writes().filter((line) => line.includes('/default'))).toEqual([]);
  });
});

describe('a tenant that is not a sandbox', () => {
  const usual = { partner: undefined, writesDefault: false } as const;

  it('is refused with every condition that failed, and nothing is written', async () => {
    emulator = await startEmulator({ requireToken: true });
    const result = await runLive(optionsOf(usual));
    expect('failures' in result ? result.failures : []).toEqual([
      'The tenant has domains of its own (contoso.example, contoso.onmicrosoft.example): it is not a sandbox.',
      'The tenant default was changed, or cannot be read (200): isServiceDefault is not true. (XTAP_LIVE_WAIVE_SERVICE_DEFAULT=1 waives this.)',
      'The tenant has partners (10 on the first page). (XTAP_LIVE_WAIVE_PARTNERS=1 waives this.)',
      'The tenant allows other clouds (microsoftonline.us). (XTAP_LIVE_WAIVE_CLOUDS=1 waives this.)',
      'The tenant has 50 users or more. (XTAP_LIVE_WAIVE_USERS=1 waives this.)',
    ]);
    expect(writes()).toEqual([]);
  });

  it('cannot waive its domains', async () => {
    emulator = await startEmulator({ requireToken: true });
    const names = ['SERVICE_DEFAULT', 'PARTNERS', 'CLOUDS', 'USERS', 'DOMAINS', 'ALL'];
    const env = Object.fromEntries(names.map((name) => [`XTAP_LIVE_WAIVE_${name}`, '1']));
    const result = await runLive(optionsOf({ ...usual, env }));
    expect('failures' in result ? result.failures : []).toHaveLength(1);
  });

  it('is refused with 50 users', async () => {
    await sandboxLike();
    emulator.setState({ ...emulator.state(), users: Array.from({ length: 50 }, (_, id) => ({ id: `user-${id}` })) });
    expect(await runLive(optionsOf(usual))).toMatchObject({ failures: [expect.stringContaining('50 users or more')] });
  });

  it('is refused if its id is not typed', async () => {
    await sandboxLike();
    expect(await runLive(optionsOf({ ...usual, confirm: async () => false }))).toEqual({
      failures: ['The tenant id was not typed.'],
    });
    expect(writes()).toEqual([]);
  });
});

describe('the guard of bodies for ids that no tenant has', () => {
  const half = (accessType: string): object => ({ applications: { accessType, targets: [] } });
  it('lets blocked values pass', () => {
    expect(() => requireHarmless({ tenantId: litware, b2bDirectConnectInbound: half('blocked') })).not.toThrow();
  });
  it.each([
    { b2bDirectConnectInbound: half('allowed') },
    { inboundTrust: { isMfaAccepted: false } },
    { automaticUserConsentSettings: {} },
    { isServiceProvider: true },
    { identitySynchronization: {} },
    { m365CollaborationInbound: {} },
  ])('stops %j', (body) => {
    expect(() => requireHarmless(body)).toThrow('The live suite');
  });
});

describe('the tenant of the command line', () => {
  it.each([
    [{}, []],
    [{ XTAP_LIVE_TENANT: home }, []],
    [{}, [home]],
    [{ XTAP_LIVE_TENANT: home }, [litware]],
    [{ XTAP_LIVE_TENANT: 'contoso' }, ['contoso']],
    [{ XTAP_LIVE_TENANT: home }, [home, home]],
  ])('is given twice, by its id: %j %j', (env, words) => {
    expect(tenantGiven(env, words)).toHaveProperty('failure');
  });
  it('is accepted if both agree', () => {
    expect(tenantGiven({ XTAP_LIVE_TENANT: home.toUpperCase() }, [home])).toEqual({ tenantId: home });
  });
  it('is refused in CI against Graph', () => {
    expect(ciFailure({ CI: 'true' }, false)).toHaveLength(1);
    expect(ciFailure({ CI: 'true' }, true)).toEqual([]);
    expect(ciFailure({}, false)).toEqual([]);
  });
});

describe('what a run creates', () => {
  it('is in the journal before it is sent', async () => {
    await sandboxLike();
    const journal = openJournal(join(folder.path, 'live'));
    const known: string[] = [];
    emulator.addFault('POST partners every 403');
    const willCreate = (tenantId: TenantId): void => {
      known.push(tenantId);
      journal.willCreate(tenantId);
    };
    await runLive(optionsOf({ journal: { ...journal, willCreate }, writesDefault: false }));
    const posted = emulator.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/partners'));
    expect(posted.length).toBeGreaterThan(10);
    expect(posted.map(({ body }) => (body as { tenantId: string }).tenantId)).toEqual(known);
  });

  it('is removed by the next run, and so is a changed default', async () => {
    await sandboxLike();
    const first = await runLive(optionsOf({ partner: undefined }));
    expect('facts' in first).toBe(true);
    const serviceDefault = emulator.state().default;
    const journal = openJournal(join(folder.path, 'live'));
    journal.willCreate(partnerId(1));
    journal.keepPreimage(serviceDefault as Parameters<typeof journal.keepPreimage>[0]);
    emulator.portalEdit(partnerId(1), {});
    emulator.portalEdit('default', { isServiceDefault: false });
    const result = await runLive(optionsOf({ partner: undefined, writesDefault: false }));
    expect('facts' in result).toBe(true);
    expect(emulator.state()).toMatchObject({ partners: [], default: serviceDefault });
    expect(journal.open()).toEqual([]);
    expect(journal.preimage()).toBeUndefined();
  });

  it('is removed when the run is stopped', async () => {
    await sandboxLike();
    const stop = new AbortController();
    const note = (text: string): void => {
      if (text.startsWith('duplicateStatus')) stop.abort(new Error('stopped'));
    };
    await expect(runLive(optionsOf({ signal: stop.signal, note }))).rejects.toThrow('stopped');
    expect(emulator.state()).toMatchObject({ partners: [], default: { isServiceDefault: true } });
  });

  it('is named if Graph keeps it as a deleted item', async () => {
    await sandboxLike();
    const result = await runLive(optionsOf({ writesDefault: false }));
    const remains = 'remains' in result ? result.remains : [];
    expect(remains).toEqual(expect.arrayContaining([litware, `${litware} (synchronization)`]));
  });
});
