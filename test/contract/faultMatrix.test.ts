/*
 * Every fault with every kind of write, for a Graph that replaces and one that merges nested objects. In every cell
 * four statements hold: the outcome is the documented one, the journal explains it, undeclared values did not change,
 * and no write was repeated after doubt without a read in between. Without the fault, a new plan then converges.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Execution } from '../../src/apply/executePlan.ts';
import { explainJournal } from '../../src/apply/explainJournal.ts';
import { openJournal } from '../../src/apply/journal.ts';
import type { JournalHeader } from '../../src/apply/journalEntry.ts';
import { readJournal } from '../../src/apply/readJournal.ts';
import { type Emulator, startEmulator } from '../../src/emulator/http/server.ts';
import { seedOf } from '../../src/emulator/state/seed.ts';
import { exportTenant, loadTenant, type TenantState } from '../../src/emulator/state/tenantState.ts';
import type { Declaration, DesiredPartner, DesiredState } from '../../src/model/desiredState.ts';
import { isJsonObject, type JsonObject } from '../../src/model/json.ts';
import type { Plan } from '../../src/model/plan.ts';
import { clientOf } from '../support/applyAgainstEmulator.ts';
import { absent, desiredState, inherit, partner, sync, value } from '../support/builders.ts';
import { factsOfSynchronization } from '../support/emulatorForEach.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { fabrikam, litware } from '../support/tenants.ts';

const tenantId = fabrikam;
const newcomer = litware;
const mfa = (isMfaAccepted: boolean): Declaration => value({ isMfaAccepted });

/** One declared partner, Fabrikam unless `more` names another. */
const declared = (settings: Record<string, Declaration>, more: Partial<DesiredPartner> = {}) => [
  partner(tenantId, settings, more),
];

interface Kind {
  /** The write that gets the fault, in the notation of a fault rule. */
  readonly write: string;
  readonly desired: Partial<Pick<DesiredState, 'partners' | 'default' | 'policy'>>;
  /** The partner's identity synchronization before the write. */
  readonly sync?: JsonObject;
  /** A 404 can mean that the object is missing or not visible yet. */
  readonly canBeMissing?: true;
}

const kinds: Readonly<Record<string, Kind>> = {
  'create a partner': {
    write: 'POST partners',
    desired: { partners: declared({ inboundTrust: mfa(true) }, { tenantId: newcomer }) },
  },
  'change a partner': {
    write: 'PATCH partners/*',
    desired: { partners: declared({ inboundTrust: mfa(true) }) },
    canBeMissing: true,
  },
  'let a partner inherit': {
    write: 'PATCH partners/*',
    desired: { partners: declared({ b2bCollaborationInbound: inherit(), automaticUserConsentSettings: inherit() }) },
    canBeMissing: true,
  },
  'delete a partner': {
    write: 'DELETE partners/*',
    desired: { partners: declared({}, { state: 'absent' }) },
    sync: sync(true),
    canBeMissing: true,
  },
  'create a synchronization': {
    write: 'PUT partners/*/identitySynchronization',
    desired: { partners: declared({ identitySynchronization: value(sync(true)) }) },
    canBeMissing: true,
  },
  'create a synchronization with its partner': {
    write: 'PUT partners/*/identitySynchronization',
    desired: { partners: declared({ identitySynchronization: value(sync(true)) }, { tenantId: newcomer }) },
    canBeMissing: true,
  },
  'change a synchronization': {
    write: 'PATCH partners/*/identitySynchronization',
    desired: { partners: declared({ identitySynchronization: value(sync(true)) }) },
    sync: sync(false),
    canBeMissing: true,
  },
  'remove a synchronization': {
    write: 'DELETE partners/*/identitySynchronization',
    desired: { partners: declared({ identitySynchronization: absent() }) },
    sync: sync(true),
    canBeMissing: true,
  },
  'change the default': {
    write: 'PATCH default',
    desired: { default: new Map([['inboundTrust', mfa(true)]]) },
  },
  'change the policy root': {
    write: 'PATCH .',
    desired: {
      policy: new Map([['allowedCloudEndpoints', value(['microsoftonline.us', 'partner.microsoftonline.cn'])]]),
    },
  },
};

type Expected = 'converged' | 'denied' | 'failed' | 'missing';

type FaultRow = readonly [rule: string, expected: Expected];

/** The first reads that could resolve the doubt fail too. */
function withReads(form: string): string {
  return ['partners/*', 'default', '.'].map((path) => `and GET ${path} 1st ${form}`).join(' ');
}

/** The result of each fault. `missing`: the write is retried if the object can be missing, and refused otherwise. */
const usualFaults: readonly FaultRow[] = [
  ['1st 404', 'missing'],
  ['1st 409', 'converged'],
  ['1st 423', 'converged'],
  ['1st 429 retry-after=2', 'converged'],
  ['1st 500', 'converged'],
  ['1st 503 retry-after=date+3', 'converged'],
  ['1st commit-then 404', 'missing'],
  ['1st commit-then 409', 'converged'],
  ['1st commit-then 504', 'converged'],
  ['first=3 drop-before', 'converged'],
  ['1st drop-after', 'converged'],
  ...['wrong-json', 'html', '503'].map((form): FaultRow => [`1st drop-after ${withReads(form)}`, 'converged']),
  [`1st drop-before ${withReads('wrong-json')}`, 'converged'],
  ['1st hang commit=yes', 'converged'],
  ['1st truncate', 'converged'],
  ['1st html', 'converged'],
  ['1st wrong-json', 'converged'],
  ['1st empty', 'converged'],
  ['every lag reads=4', 'converged'],
  ['every 503', 'failed'],
  ['every 429 retry-after=1000', 'failed'],
  ['1st 400', 'failed'],
  ['1st 400 code=Request_MultipleObjectsWithSameKeyValue', 'converged'],
  ['1st 403', 'failed'],
  ['1st token-expired', 'denied'],
];

/** Variants of the faults above, for the long run. */
const rarerFaults: readonly FaultRow[] = [
  ...[412, 429, 502, 503, 504].map((status): FaultRow => [`1st ${status}`, 'converged']),
  ...[412, 423, 429, 500, 502, 503].map((status): FaultRow => [`1st commit-then ${status}`, 'converged']),
  ['first=3 503', 'converged'],
  ['first=2 drop-after', 'converged'],
  ['1st 429 retry-after=0', 'converged'],
  ['1st commit-then 400 code=Request_MultipleObjectsWithSameKeyValue', 'converged'],
  ['1st drop-before', 'converged'],
  ['1st hang', 'converged'],
  ['1st truncate commit=no', 'converged'],
  ['1st html commit=yes', 'converged'],
  ['1st wrong-json commit=yes', 'converged'],
  ['1st empty commit=no', 'converged'],
  ['every drop-before', 'failed'],
  ['1st 401', 'denied'],
];

const faults = process.env.XTAP_LONG === '1' ? [...usualFaults, ...rarerFaults] : usualFaults;

let cells = 0;
let folder = '';
beforeAll(() => {
  folder = temporaryFolder().path;
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  process.stderr.write(`fault matrix: ${cells} cells\n`);
});

describe.each(['replace', 'merge'] as const)('if Graph were to %s nested objects', (nested) => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startEmulator({ nested, facts: factsOfSynchronization });
  });
  afterAll(() => emulator.close());

  describe.each(Object.entries(kinds))('to %s', (_, kind) => {
    const desired = desiredState([], { undeclaredPartners: 'ignore', ...kind.desired });
    let start: TenantState;
    let plan: Plan;
    beforeAll(async () => {
      start = startOf(kind);
      emulator.clearFaults();
      emulator.setState(start);
      plan = await clientOf(emulator.url, 10_000).plan(desired);
      expect(plan.changes).toHaveLength(1);
    });

    test.each(faults)('%s: %s', async (rule, expected) => {
      cells += 1;
      const client = clientOf(emulator.url, rule.includes('hang') ? 60 : 10_000);
      emulator.clearFaults();
      emulator.setState(start);
      emulator.clearLog();
      `${kind.write} ${rule}`.split(' and ').forEach(emulator.addFault);

      const path = join(folder, `${cells}.jsonl`);
      const journal = openJournal(path, headerOf(plan, emulator.url));
      const execution = await client.apply(plan, journal);
      journal.close();

      expectEnding(execution, expected === 'missing' ? (kind.canBeMissing ? 'converged' : 'failed') : expected);
      expectExplained(readFileSync(path, 'utf8'), execution);
      expectNoBlindRepetition(emulator);

      emulator.clearFaults();
      // No fault is left, so only a loaded machine could exceed a short timeout.
      const calm = clientOf(emulator.url, 10_000);
      let rest = await calm.plan(desired);
      if (!execution.report.converged) {
        const rerun = await calm.apply(rest, { append: () => undefined, flush: async () => undefined });
        expect(rerun.report.converged).toBe(true);
        rest = await calm.plan(desired);
      }
      expect(rest.changes).toEqual([]);
      expectUndeclaredUntouched(start, emulator.state(), kind);
    });
  });
});

describe('the matrix', () => {
  test('has at least two hundred cells', () => {
    expect(cells).toBeGreaterThanOrEqual(200);
  });
});

/** The large sample tenant; the partner also has consent settings and maybe a synchronization. */
function startOf({ sync }: Kind): TenantState {
  const { partners: all, identitySynchronization: others, ...sample } = seedOf('sample');
  const consent = { automaticUserConsentSettings: { inboundAllowed: true, outboundAllowed: false } };
  const partners = all
    .filter((each) => each.tenantId === tenantId || others[String(each.tenantId)] !== undefined)
    .map((each) => (each.tenantId === tenantId ? { ...each, ...consent } : each));
  const own = sync === undefined ? {} : { [tenantId]: { tenantId, displayName: null, ...sync } };
  const identitySynchronization = { ...others, ...own };
  return exportTenant(loadTenant({ ...sample, partners, identitySynchronization }));
}

function headerOf(plan: Plan, graphUrl: string): JournalHeader {
  const { tenantId: home, cloud, apiVersion, digest: planDigest, createdAt: startedAt, toolVersion } = plan;
  const operations = plan.changes.flatMap(({ requests }) => requests).length;
  const run = { planDigest, tenantId: home, cloud, apiVersion, graphUrl, startedAt, toolVersion };
  return { formatVersion: 1, type: 'header', ...run, changes: plan.changes.length, operations };
}

function expectEnding({ report, stopped }: Execution, expected: Exclude<Expected, 'missing'>): void {
  const statuses = report.outcomes.map(({ status }) => status);
  if (expected === 'converged') {
    expect(report).toMatchObject({ converged: true, notShown: [] });
    expect(stopped).toBeUndefined();
    return;
  }
  expect(report.converged).toBe(false);
  expect(statuses).toContain('failed');
  for (const { status, error } of report.outcomes) {
    if (!['applied', 'already-satisfied'].includes(status)) expect(error).toMatch(/\w/);
  }
  expect(stopped?.problem?.code).toBe(expected === 'denied' ? 'graph-unauthorized' : undefined);
}

function expectExplained(text: string, { report }: Execution): void {
  const explained = explainJournal(readJournal(text, 'run.jsonl'));
  expect(explained).toMatchObject({ ended: true, neverStarted: 0, torn: false });
  expect(explained.operations.map(({ status }) => status)).toEqual(report.outcomes.map(({ status }) => status));
  for (const { status, attempts, because } of explained.operations) {
    if (status === 'applied') expect(attempts).toBeGreaterThan(0);
    if (status === 'failed') expect(because).toMatch(/\w/);
  }
}

/** Only after a 429 may the same write follow without a read, because a 429 means that nothing happened. */
function expectNoBlindRepetition({ requests }: Emulator): void {
  let before = '';
  for (const { method, path, faults: struck } of requests) {
    const write = `${method} ${path}`;
    expect(method === 'GET' ? '' : write).not.toBe(before || 'nothing');
    before = method === 'GET' || struck.some((rule) => / 429/.test(rule)) ? '' : write;
  }
}

/** Everything outside the configuration is unchanged, including unknown members. */
function expectUndeclaredUntouched(before: TenantState, after: TenantState, kind: Kind): void {
  const others = ({ partners }: TenantState): readonly JsonObject[] =>
    partners.filter((each) => each.tenantId !== tenantId && each.tenantId !== newcomer);
  expect(others(after)).toEqual(others(before));
  const settings = kind.desired.partners?.[0]?.settings;
  const undeclared = ({ partners }: TenantState): JsonObject | undefined => {
    const target = partners.find((each) => each.tenantId === tenantId);
    return target && Object.fromEntries(Object.entries(target).filter(([name]) => settings?.has(name) !== true));
  };
  if (kind.desired.partners?.[0]?.state !== 'absent') expect(undeclared(after)).toEqual(undeclared(before));
  const trust = after.partners.find((each) => each.tenantId === tenantId)?.inboundTrust;
  if (isJsonObject(trust)) expect(trust.isCompliantNetworkAccepted).toBe(false);
  if (kind.desired.default === undefined) expect(after.default).toEqual(before.default);
  if (kind.desired.policy === undefined) expect(after.policy).toEqual(before.policy);
}
