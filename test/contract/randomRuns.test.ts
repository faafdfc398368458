/*
 * Random sequences of events: the configuration is edited, somebody changes the tenant in the portal, plans are made,
 * saved and applied, the network fails, the process is killed, and somebody runs xtap again or applies the undo plan.
 * After every step, the promises of the README must be true. Real use cases, real HTTP, a real journal; only waits take
 * no time.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Applied, applyPlan } from '../../src/app/applyPlan.ts';
import { type ApplyTask, loadSavedPlan, prepareApply } from '../../src/app/applyTask.ts';
import { explainInterruptedRun } from '../../src/app/explainInterruptedRun.ts';
import { loadConfiguration } from '../../src/app/loadConfiguration.ts';
import { planTenant } from '../../src/app/planTenant.ts';
import type { RunContext } from '../../src/app/runContext.ts';
import { readJournal } from '../../src/apply/readJournal.ts';
import { type Emulator, startEmulator } from '../../src/emulator/http/server.ts';
import type { TenantState } from '../../src/emulator/state/tenantState.ts';
import { XtapError } from '../../src/model/errors.ts';
import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../../src/model/json.ts';
import type { Change } from '../../src/model/plan.ts';
import { factsOfSynchronization } from '../support/emulatorForEach.ts';
import { type Declared, type Entry, misdeeds, partnerOf } from '../support/property/expectedTenant.ts';
import { type Death, mortal } from '../support/property/mortal.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { fabrikam, home } from '../support/tenants.ts';

/** In every configuration, because xtap refuses one without partners. */
const anchor = '8f2c5d0e-3b43-4d6b-9f43-2d8f3f6b0a11';
const ids = [
  fabrikam, // with unknown members
  'c2f1a8d3-54b6-4e7a-9c10-7be85d2f4a96', // with a synchronization
  'd71f6e20-83a5-4b9c-a1d4-59e0f8b3c267', // old, with keys missing and members null
  '2f9a6c41-d05b-4e83-b7f2-18c3e5d9a064', // no partner yet
  '7e31b5c8-46d2-4f09-8a9e-c0d7f1b2e385',
] as const;
const isLong = process.env.XTAP_LONG === '1';

const half = (accessType: string, target: string, targetType: string): JsonObject => ({
  accessType,
  targets: [{ target, targetType }],
});
const users = fc.constantFrom(
  half('allowed', 'AllUsers', 'user'),
  half('blocked', '0d9c4f7e-1b26-4e58-a3c9-84f5d6e2b170', 'group'),
);
const apps = fc.constantFrom(
  half('allowed', 'Office365', 'application'),
  half('blocked', '9c5f1e38-7a04-4db2-86ef-b1d3c0a92e57', 'application'),
);
const access: fc.Arbitrary<JsonObject> = fc.record({ usersAndGroups: users, applications: apps });
const partAccess: fc.Arbitrary<JsonObject> = fc.oneof(
  access,
  fc.record({ usersAndGroups: users }),
  fc.record({ applications: apps }),
);
const some = (members: readonly string[]): fc.Arbitrary<JsonObject> =>
  fc
    .tuple(fc.subarray([...members], { minLength: 1 }), fc.infiniteStream(fc.boolean()))
    .map(([names, values]) => Object.fromEntries(names.map((name) => [name, values.next().value])));
const trust = some(['isMfaAccepted', 'isCompliantDeviceAccepted', 'isHybridAzureADJoinedDeviceAccepted']);
const consentTo = some(['inboundAllowed', 'outboundAllowed']);
const m365 = users.map((usersAndGroups): JsonObject => ({ usersAndGroups }));
const syncing = fc.boolean().map((isSyncAllowed): JsonObject => ({ userSyncInbound: { isSyncAllowed } }));
const orInherit = (value: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonObject | 'inherit'> =>
  fc.oneof(value, fc.constant('inherit' as const));

const entry: fc.Arbitrary<Entry> = fc
  .record(
    {
      inboundTrust: orInherit(trust),
      automaticUserConsentSettings: orInherit(consentTo),
      b2bCollaborationInbound: orInherit(partAccess),
      m365CollaborationOutbound: orInherit(m365),
      identitySynchronization: fc.oneof(syncing, fc.constant('absent' as const)),
    },
    { requiredKeys: [] },
  )
  .map((record) => record as Entry);

const endpoints = fc.subarray(['microsoftonline.us', 'partner.microsoftonline.cn'], { minLength: 1 });
/** A default cannot name single users or groups. */
const defaultAccess = fc.record({
  usersAndGroups: fc.constant(half('allowed', 'AllUsers', 'user')),
  applications: apps,
});
const defaults = fc
  .record({ inboundTrust: trust, b2bCollaborationInbound: defaultAccess }, { requiredKeys: [] })
  .map((record) => record as Declared['default']);

/** The portal writes whole values, also with members that xtap does not know. */
const drift: fc.Arbitrary<JsonObject | null> = fc.option(
  fc.record(
    {
      inboundTrust: fc.oneof(
        fc.constant(null),
        fc.boolean().map(
          (on): JsonObject => ({
            isMfaAccepted: on,
            isCompliantDeviceAccepted: on,
            isHybridAzureADJoinedDeviceAccepted: !on,
            isCompliantNetworkAccepted: on,
          }),
        ),
      ),
      b2bCollaborationInbound: fc.oneof(fc.constant(null), access),
      crossCloudMeetingConfiguration: fc.constant({ inboundAllowed: true }),
      identitySynchronization: fc.oneof(fc.constant(null), syncing),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<JsonObject>,
  { freq: 5 },
);

interface Model {
  declared: Declared;
  /** Of the last run that was killed. */
  torn: string | undefined;
  saved: { readonly state: string } | undefined;
  undo: { readonly before: string; readonly after: string; readonly protected: readonly string[] } | undefined;
}

interface Real {
  readonly emulator: Emulator;
  readonly folder: string;
  runs: number;
}

const writable = [
  'inboundTrust',
  'automaticUserConsentSettings',
  'b2bCollaborationInbound',
  'm365CollaborationOutbound',
  'identitySynchronization',
];

/** What xtap may write of what this test touches, as one text. */
function writableText(state: TenantState): string {
  const partners = state.partners.map(({ tenantId }) => {
    const partner = partnerOf(state, String(tenantId)) ?? {};
    return [tenantId ?? null, ...writable.map((name) => effective(partner[name] ?? null, state.default[name] ?? null))];
  });
  const { isServiceDefault: _, ...rest } = state.default;
  return canonicalJson({ partners, default: rest, policy: state.policy.allowedCloudEndpoints ?? null });
}

/** Null where the default applies; else with the default in the place of members that are null. */
function effective(value: Json, fallback: Json): Json {
  if (!isJsonObject(value)) return value;
  const set = Object.entries(value).filter(([, member]) => member !== null);
  if (set.length === 0) return null;
  return { ...(isJsonObject(fallback) ? fallback : {}), ...Object.fromEntries(set) };
}

function runContextOf(folder: string): RunContext {
  let skipped = 0;
  return {
    env: {},
    cwd: folder,
    wallNow: Date.now,
    monotonicNow: () => performance.now() + skipped,
    random: () => 0.5,
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      skipped += milliseconds;
      await new Promise((resolve) => setImmediate(resolve));
    },
    signal: new AbortController().signal,
    note: () => undefined,
  };
}

const graphOf = ({ emulator }: Real) => ({
  graphUrl: emulator.url,
  requestTimeoutMs: 20_000,
  retryTimeoutMs: 60_000,
  auth: 'auto' as const,
});

async function load({ folder }: Real, declared: Declared) {
  const { partners, default: defaulted, endpoints: allowed, undeclared, protected: shielded } = declared;
  const document = {
    version: 1,
    tenant: home,
    undeclaredPartners: undeclared,
    protected: shielded,
    default: defaulted,
    ...(allowed === undefined ? {} : { policy: { allowedCloudEndpoints: allowed } }),
    partners: Object.entries(partners).map(([tenantId, declared]) =>
      declared === 'tombstone' ? { tenantId, state: 'absent' } : { tenantId, ...declared },
    ),
  };
  mkdirSync(join(folder, 'configs'), { recursive: true });
  writeFileSync(join(folder, 'configs/a.yaml'), JSON.stringify(document));
  return loadConfiguration({ paths: ['configs'] }, runContextOf(folder));
}

async function planNow(model: Model, real: Real, only: readonly string[] = []) {
  const runContext = runContextOf(real.folder);
  return planTenant(await load(real, model.declared), { graph: graphOf(real), only }, runContext);
}

interface Run {
  readonly applied: Applied | 'died';
  readonly before: TenantState;
  readonly journal: string;
}

/** One apply, killed or not. Its journal always names every write that reached the tenant. */
async function carryOut(
  real: Real,
  task: ApplyTask,
  { death, undo }: { death?: Death | undefined; undo?: string },
): Promise<Run> {
  const before = real.emulator.state();
  const sentBefore = real.emulator.requests.length;
  real.runs += 1;
  const journal = `run-${real.runs}.jsonl`;
  const { connection, died } = mortal(task.connection, death);
  const execution = { concurrency: 3, maxWritesPerSecond: 1000, burst: 500, verifyTimeoutMs: 60_000, journal, undo };
  const consent = { deletes: 100, changes: 100, broadening: true, digest: undefined };
  const request = { ...task, connection, consent, ask: undefined, execution, progress: () => undefined };
  const applied = await Promise.race([applyPlan(request, runContextOf(real.folder)), died.then(() => 'died' as const)]);
  const sent = real.emulator.requests.slice(sentBefore).filter(({ method }) => method !== 'GET');
  if (sent.length > 0) expectNamed(join(real.folder, journal), sent);
  // The next run after a crash begins when reads show the writes: an undo learns only from them what arrived.
  if (applied === 'died') real.emulator.setState(real.emulator.state());
  return { applied, before, journal };
}

function expectNamed(path: string, sent: Emulator['requests']): void {
  const { entries } = readJournal(readFileSync(path, 'utf8'), path);
  const intents = entries.filter((line) => line.type === 'intent');
  const named = (method: string, url: string): string => `${method} ${url}`;
  const count = (texts: readonly string[]) =>
    texts.reduce((sum, text) => sum.set(text, (sum.get(text) ?? 0) + 1), new Map<string, number>());
  const intended = count(intents.map(({ method, url }) => named(method, url)));
  for (const [text, times] of count(sent.map(({ method, path: url }) => named(method, url)))) {
    expect(intended.get(text) ?? 0).toBeGreaterThanOrEqual(times);
  }
  const bodies = new Set(intents.flatMap(({ body }) => (body === undefined ? [] : [canonicalJson(body)])));
  for (const { body } of sent) if (body !== undefined) expect(bodies).toContain(canonicalJson(body));
}

type Step = fc.AsyncCommand<Model, Real>;

const step = (
  name: string,
  run: (model: Model, real: Real) => Promise<void>,
  check: (model: Readonly<Model>) => boolean = () => true,
): Step => ({
  check,
  run,
  toString: () => name,
});

const edits: readonly fc.Arbitrary<Step>[] = [
  fc
    .tuple(
      fc.constantFrom(...ids),
      fc.oneof(
        { weight: 6, arbitrary: entry },
        { weight: 1, arbitrary: fc.constantFrom('tombstone' as const, undefined) },
      ),
    )
    .map(([id, declared]) =>
      step(`declare ${id} ${JSON.stringify(declared)}`, async (model) => {
        const { [id]: _, ...others } = model.declared.partners;
        model.declared = {
          ...model.declared,
          partners: declared === undefined ? others : { ...others, [id]: declared },
        };
      }),
    ),
  fc.tuple(defaults, fc.option(endpoints, { nil: undefined })).map(([declared, allowed]) =>
    step(`declare default ${JSON.stringify(declared)} and ${JSON.stringify(allowed)}`, async (model) => {
      model.declared = { ...model.declared, default: declared, endpoints: allowed };
    }),
  ),
  fc
    .record({
      undeclared: fc.constantFrom('ignore' as const, 'delete' as const),
      protected: fc.subarray([...ids], { maxLength: 2 }),
    })
    .map((rules) =>
      step(`declare ${JSON.stringify(rules)}`, async (model) => {
        model.declared = { ...model.declared, ...rules };
      }),
    ),
];

const drifts = fc
  .tuple(fc.constantFrom(...ids), drift)
  .map(([id, change]) =>
    step(`portal ${id} ${JSON.stringify(change)}`, async (_, { emulator }) => emulator.portalEdit(id, change)),
  );

const planning = fc.boolean().map((isSaved) =>
  step(isSaved ? 'plan -o json=plan.json' : 'plan', async (model, real) => {
    const from = real.emulator.requests.length;
    const state = writableText(real.emulator.state());
    const first = await refusable(() => planNow(model, real));
    if (first === undefined) return;
    const second = await planNow(model, real);
    expect(second.plan.digest).toBe(first.plan.digest);
    expect(real.emulator.requests.slice(from).every(({ method }) => method === 'GET')).toBe(true);
    if (!isSaved) return;
    writeFileSync(join(real.folder, 'plan.json'), JSON.stringify(first.plan));
    model.saved = { state };
  }),
);

/** A declared half that the other half makes impossible is found while planning, and ends it. */
async function refusable<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof XtapError && error.code === 'invalid-configuration') return undefined;
    throw error;
  }
}

const deaths = fc.option(
  fc.record({ n: fc.integer({ min: 1, max: 7 }), moment: fc.constantFrom('before' as const, 'after' as const) }),
  { nil: undefined },
);
const faults = fc.option(
  fc.constantFrom(
    'POST partners 1st drop-after',
    'PATCH ** 1st 503',
    '* ** 3rd 429 retry-after=1',
    'DELETE ** 1st drop-after',
    'PUT ** 1st commit-then 504',
    'PATCH ** 1st drop-before',
    'POST partners 1st html commit=yes',
  ),
  { nil: undefined },
);

/** Sometimes with `--only`. */
const scopes: fc.Arbitrary<readonly string[]> = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.subarray([...ids], { minLength: 1, maxLength: 3 }) },
);

const applying = fc.tuple(deaths, faults, scopes).map(([death, fault, scope]) =>
  step(`apply ${JSON.stringify({ death, fault, scope })}`, async (model, real) => {
    // An unknown partner cannot be named.
    const known = (each: string): boolean =>
      Object.hasOwn(model.declared.partners, each) || partnerOf(real.emulator.state(), each) !== undefined;
    const only = scope.filter(known);
    if (model.torn !== undefined) {
      // What `--resume` says; a torn journal can always be read.
      const told = await explainInterruptedRun(model.torn, home, runContextOf(real.folder));
      expect(told.join('\n')).toMatch(/It (was cut off|ended in an orderly way)/);
    }
    const task = await refusable(async () => {
      const configuration = await load(real, model.declared);
      return prepareApply(configuration, { graph: graphOf(real), only }, runContextOf(real.folder));
    });
    if (task === undefined) return;
    if (fault !== undefined) real.emulator.addFault(fault);
    const run = await carryOut(real, task, { death, undo: 'undo.json' });
    real.emulator.clearFaults();
    const after = real.emulator.state();
    const isWhole = run.applied !== 'died';
    if (isWhole) expect(run.applied).toMatchObject({ outcome: 'finished', report: { converged: true } });
    expect(misdeeds(model.declared, { before: run.before, after }, { isWhole, only })).toEqual([]);
    const { protected: shielded } = model.declared;
    if (task.plan.changes.length > 0)
      model.undo = { before: writableText(run.before), after: writableText(after), protected: shielded };
    if (run.applied === 'died') {
      model.torn = run.journal;
      return;
    }
    const left = only.filter(known);
    if (only.length > 0 && left.length === 0) return;
    expect((await planNow(model, real, left)).plan.changes).toEqual([]);
  }),
);

const applyingSaved = deaths.map((death) =>
  step(
    `apply plan.json ${JSON.stringify({ death })}`,
    async (model, real) => {
      const runContext = runContextOf(real.folder);
      const isUnchanged = model.saved?.state === writableText(real.emulator.state());
      const task = await loadSavedPlan('plan.json', { graph: graphOf(real), cloud: undefined, runContext });
      const run = await carryOut(real, task, { death });
      if (isUnchanged && run.applied !== 'died')
        expect(run.applied).toMatchObject({ outcome: 'finished', report: { converged: true } });
      expectNothingSentIfStale(run, real);
    },
    ({ saved }) => saved !== undefined,
  ),
);

const undoing = deaths.map((death) =>
  step(
    `apply undo.json ${JSON.stringify({ death })}`,
    async (model, real) => {
      const runContext = runContextOf(real.folder);
      const isUnchanged = model.undo?.after === writableText(real.emulator.state());
      const task = await loadSavedPlan('undo.json', { graph: graphOf(real), cloud: undefined, runContext });
      const run = await carryOut(real, task, { death });
      const isShielded = ({ action, tenantId }: Change): boolean =>
        action === 'delete' && tenantId !== undefined && model.undo?.protected.includes(tenantId) === true;
      if (task.plan.changes.some(isShielded)) {
        // The guards of the run also apply to its undo plan: a protected partner is not deleted.
        const refusal = { guards: [{ guard: 'protected' }] };
        expect(run.applied).toMatchObject({ outcome: 'refused', refusal });
        expect(real.emulator.state()).toEqual(run.before);
        return;
      }
      expectNothingSentIfStale(run, real);
      if (!isUnchanged || run.applied === 'died') return;
      expect(run.applied).toMatchObject({ outcome: 'finished', report: { converged: true } });
      expect(writableText(real.emulator.state())).toBe(model.undo?.before);
    },
    ({ undo }) => undo !== undefined,
  ),
);

function expectNothingSentIfStale({ applied, before }: Run, { emulator }: Real): void {
  if (applied !== 'died' && applied.outcome === 'stale') expect(emulator.state()).toEqual(before);
}

const commands = fc.commands([...edits, ...edits, drifts, planning, applying, applying, applyingSaved, undoing], {
  maxCommands: 16,
});

test.each(['replace', 'merge'] as const)(
  'the promises hold after any sequence of events, if Graph would %s nested objects',
  async (nested) => {
    await fc.assert(
      fc.asyncProperty(commands, async (steps) => {
        const folder = temporaryFolder().path;
        const emulator = await startEmulator({ nested, facts: factsOfSynchronization });
        try {
          const model: Model = {
            declared: {
              partners: { [anchor]: { inboundTrust: { isMfaAccepted: true } } },
              default: {},
              endpoints: undefined,
              undeclared: 'ignore',
              protected: [],
            },
            torn: undefined,
            saved: undefined,
            undo: undefined,
          };
          await fc.asyncModelRun(() => ({ model, real: { emulator, folder, runs: 0 } }), steps);
        } finally {
          await emulator.close();
          rmSync(folder, { recursive: true, force: true });
        }
      }),
      // The short run is the same every time; the long run draws new sequences, and so finds new cases.
      isLong ? { numRuns: 500 } : { numRuns: 60, seed: 2026 },
    );
  },
  isLong ? 900_000 : 120_000,
);
