/*
 * Law: an altered plan file is refused. Every place of a rich plan is altered in every way that its type allows, with
 * and without recomputing the digest and the checksum.
 */
import { fieldTable } from '../../src/model/fieldTable.ts';
import { type Json, type JsonObject, jsonEquals } from '../../src/model/json.ts';
import { readPlanFile } from '../../src/plan/planFile/planFile.ts';
import { alterationsOf, altered, type Path, resealed } from '../support/property/alterations.ts';
import { richPlan } from '../support/property/richPlan.ts';

interface Alteration {
  readonly path: Path;
  readonly how: string;
  readonly file: JsonObject;
}

const plan = JSON.parse(JSON.stringify(richPlan())) as JsonObject;

const alterations: readonly Alteration[] = alterationsOf(plan)
  .map(({ path, how, value }) => ({ path, how, file: altered(plan, path, value) as JsonObject }))
  .filter(({ file }) => !jsonEquals(file, plan));

/** The long run makes every alteration, the short one every eighth. */
const alterationsToSeal = alterations.filter(({ path }, index) => {
  const isSum = path[0] === 'digest' || path[0] === 'integrity';
  return !isSum && (process.env.XTAP_LONG !== undefined || index % 8 === 0);
});

function isRefused(file: JsonObject): boolean {
  try {
    readPlanFile(JSON.stringify(file), fieldTable);
    return false;
  } catch (error) {
    expect(error).toMatchObject({ name: 'XtapError', code: 'invalid-plan-file' });
    return true;
  }
}

test('an unchanged plan file is accepted', () => {
  expect(isRefused(plan)).toBe(false);
  expect(isRefused(resealed(plan))).toBe(false);
});

test('a value that xtap computes in another way is refused, and the advice says that another version may be the cause', () => {
  const file = resealed({ ...plan, summary: { ...richPlan().summary, create: 99 } });
  expect(() => readPlanFile(JSON.stringify(file), fieldTable)).toThrow(/summary.*another version/s);
});

test('the sample plan contains every kind of change and label', () => {
  const { changes, undeclared, released, loosened, warnings, guards } = richPlan();
  expect(changes.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
    'update policy',
    'create partner',
    'update partner',
    'update default',
    'update partner',
    'delete partner',
  ]);
  expect(new Set(changes.flatMap(({ fields }) => fields.map(({ origin }) => origin))).size).toBeGreaterThan(1);
  expect(changes.map(({ requests }) => requests.map(({ method }) => method))).toEqual([
    ['PATCH'],
    ['POST', 'PUT'],
    ['PATCH', 'PATCH'],
    ['PATCH'],
    ['PATCH'],
    ['DELETE', 'DELETE'],
  ]);
  expect([undeclared.length, warnings.length > 0]).toEqual([5, true]);
  expect(released.map(({ setting, member }) => [setting, member])).toEqual([
    [undefined, undefined],
    ['b2bDirectConnectOutbound', undefined],
    ['inboundTrust', 'isCompliantDeviceAccepted'],
  ]);
  expect(loosened.map(({ what }) => what)).toEqual(['protected', 'reviewBy']);
  expect(guards.map(({ status }) => status)).toContain('exceeded');
});

test('any altered field is refused', () => {
  expect(alterations.length).toBeGreaterThan(2000);
  const accepted = alterations.filter(({ file }) => !isRefused(file));
  expect(accepted.map(({ path, how }) => `${path.join('.')} ${how}`)).toEqual([]);
});

/** Labels: independent of all other members. */
const labels = [
  /^(toolVersion|createdAt|configDigest|summary\.(unchanged|undeclared))$/,
  /^changes\.\d+\.(name|file|line|inheritedBy(\..*)?|fields\.\d+\.(file|line|profile|origin))$/,
  /^(names|undeclared|ignored|released|loosened|warnings|silenced)(\..*)?$/,
  /^guards\.\d+\.(actual|tenantIds(\..*)?)$/,
];
/** A change of these makes a different plan with a different digest. */
const digestedPlaces = [/^changes\.\d+\.(basis|preimage)(\..*)?$/, /^guards\.\d+\.limit$/];

test('with recomputed sums only labels can be changed, or the digest changes', () => {
  const sealed = alterationsToSeal.map((each) => ({ ...each, file: resealed(each.file) }));
  const accepted = sealed.filter(({ file }) => !isRefused(file));
  const surprises = accepted.filter(({ path, file }) => {
    const place = path.join('.');
    if (labels.some((pattern) => pattern.test(place))) return false;
    return !digestedPlaces.some((pattern) => pattern.test(place)) || file.digest === plan.digest;
  });
  expect(surprises.map(({ path, how }) => `${path.join('.')} ${how}`)).toEqual([]);
  expect(accepted.length).toBeGreaterThan(20);
});

test('a basis with a missing or an additional default is refused even with recomputed sums', () => {
  const { changes } = richPlan();
  const places = changes.flatMap(({ basis, tenantId }, at) =>
    tenantId === undefined ? [] : Object.keys(basis).map((name) => ['changes', at, 'basis', name]),
  );
  expect(places.length).toBeGreaterThan(10);
  for (const place of places) {
    expect([place, isRefused(resealed(altered(plan, place, undefined) as JsonObject))]).toEqual([place, true]);
  }
  const updated = changes.findIndex(({ action, resource }) => action === 'update' && resource === 'partner');
  const more = altered(plan, ['changes', updated, 'basis', 'b2bDirectConnectInbound'], null) as JsonObject;
  expect(isRefused(resealed(more))).toBe(true);
});

function refusalOf(file: JsonObject): string {
  try {
    readPlanFile(JSON.stringify(file), fieldTable);
    return 'accepted';
  } catch (error) {
    return String(error);
  }
}

test.each<[string, Path, Json]>([
  ['tenantId', ['tenantId'], 'x'],
  ['toolVersion', ['toolVersion'], 1],
  ['guards[0].actual', ['guards', 0, 'actual'], 99],
  ['summary.broadening', ['summary', 'broadening'], 99],
  ['changes[1].after', ['changes', 1, 'after'], { 'made up': 1 }],
  ['changes[4].basis', ['changes', 4, 'basis'], { 'made up': 1 }],
  ['changes[4].fields[0].after', ['changes', 4, 'fields', 0, 'after'], 'x'],
  ['changes[1].requests[0]["made up"]', ['changes', 1, 'requests', 0, 'made up'], 1],
])('the refusal names the place: %s', (place, path, value) => {
  const change = path[0] === 'changes' ? richPlan().changes[Number(path[1])] : undefined;
  const who = change === undefined ? '' : ` (partner ${change.tenantId})`;
  expect(refusalOf(altered(plan, path, value) as JsonObject)).toContain(`saved: ${place}${who} does not match`);
});

test('the checksum detects an altered label of a valid shape', () => {
  expect(refusalOf({ ...plan, toolVersion: '0.0.0' })).toContain('saved: integrity does not match');
});

test('reordered changes and incomplete guards are refused even with recomputed sums', () => {
  const changes = plan.changes as readonly Json[];
  expect(isRefused(resealed({ ...plan, changes: [...changes].reverse() }))).toBe(true);
  const guards = plan.guards as readonly JsonObject[];
  const quiet = guards.map(({ tenantIds: _ids, ...each }) => ({ ...each, status: 'ok' }));
  expect(isRefused(resealed({ ...plan, guards: quiet }))).toBe(true);
});

test('the report of a correction is recognized as one and is not called altered', () => {
  const report = JSON.stringify({ ...plan, correction: {} });
  expect(() => readPlanFile(report, fieldTable)).toThrow(/"xtap drift --correct" printed/);
});

test('the plan of a drift run stays a plan, whatever drift adds to it', () => {
  const added = { drift: { opened: 1 }, driftDigest: 'x', attribution: [], attributionNotRead: {} };
  expect(readPlanFile(JSON.stringify({ ...plan, ...added }), fieldTable)).toEqual(plan);
});
