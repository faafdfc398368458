import { XtapError } from '../../../src/model/errors.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { renderErrorJson } from '../../../src/render/diagnostics/diagnosticsJson.ts';
import { renderPlanJson } from '../../../src/render/plan/planJson.ts';
import { renderReportJson } from '../../../src/render/report/reportJson.ts';
import { refusedPlan, samplePlan } from '../../support/render/samplePlan.ts';
import { sampleReport } from '../../support/render/sampleReport.ts';

/** The same value with the keys of every object reversed. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, member]) => [key, reversed(member)]));
}

test('a plan file contains the plan and nothing else', () => {
  for (const plan of [samplePlan, refusedPlan]) expect(JSON.parse(renderPlanJson(plan))).toEqual(plan);
});

test('the keys of a plan file have a fixed order', () => {
  const values = { preimage: {}, after: {}, basis: {}, requests: [], fields: [], reasons: [] };
  const plan: Plan = { ...samplePlan, changes: samplePlan.changes.map((change) => ({ ...change, ...values })) };
  expect(renderPlanJson(reversed(plan) as Plan)).toBe(renderPlanJson(plan));
  expect(Object.keys(JSON.parse(renderPlanJson(plan)))).toEqual([
    'formatVersion',
    'toolVersion',
    'tenantId',
    'cloud',
    'apiVersion',
    'source',
    'createdAt',
    'configDigest',
    'digest',
    'partial',
    'summary',
    'changes',
    'undeclared',
    'ignored',
    'problems',
    'released',
    'loosened',
    'warnings',
    'silenced',
    'guards',
    'integrity',
  ]);
});

test('a change begins with action and place and ends with its requests', () => {
  const written = JSON.parse(renderPlanJson(reversed(samplePlan) as Plan)) as Plan;
  const change = written.changes.find((each) => each.name === 'Fabrikam') ?? {};
  expect(Object.keys(change).join(' ')).toBe(
    'action resource tenantId name file line origin impact fields reasons preimage after basis requests',
  );
});

test('the body of a request keeps its own order, since it is sent byte for byte', () => {
  const [change] = samplePlan.changes;
  if (!change) throw new Error('the sample has changes');
  const body = { z: 1, a: { y: 1, b: 2 } };
  const plan = { ...samplePlan, changes: [{ ...change, requests: [{ method: 'PATCH', url: '/x', body }] }] } as Plan;
  const [written] = (JSON.parse(renderPlanJson(plan)) as Plan).changes;
  expect(JSON.stringify(written?.requests[0]?.body)).toBe(JSON.stringify(body));
});

test('documents are indented by two and end with a newline', () => {
  expect(renderPlanJson(samplePlan)).toMatch(/^\{\n {2}"formatVersion": 1,\n[\s\S]*\n\}\n$/);
});

test('an error has its code, its message and its findings with their places', () => {
  const error = new XtapError('invalid-configuration', '2 findings', {
    requestId: 'r',
    diagnostics: [
      {
        severity: 'error',
        code: 'a' as never,
        position: { file: 'f.yaml', line: 1, column: 2 },
        message: 'm',
        hint: 'h',
      },
      { severity: 'warning', code: 'b' as never, message: 'n' },
    ],
  });
  const diagnostics = [
    { severity: 'error', code: 'a' as never, file: 'f.yaml', line: 1, column: 2, message: 'm' },
    { severity: 'warning', code: 'b' as never, message: 'n' },
  ];
  expect(JSON.parse(renderErrorJson(error))).toEqual({
    error: { code: 'invalid-configuration', message: '2 findings', diagnostics, requestId: 'r' },
  });
});

test('a report contains the error that ended the apply early', () => {
  expect(JSON.parse(renderReportJson(sampleReport))).toEqual(sampleReport);
  expect(JSON.parse(renderReportJson(sampleReport, new XtapError('interrupted', 'stopped')))).toEqual({
    ...sampleReport,
    error: { code: 'interrupted', message: 'stopped', diagnostics: [] },
  });
});
