import { XtapError } from '../../../src/model/errors.ts';
import type { Change } from '../../../src/model/plan.ts';
import type { TenantId } from '../../../src/model/tenantId.ts';
import { renderDiagnosticsGithub, renderErrorGithub } from '../../../src/render/diagnostics/diagnosticsGithub.ts';
import { renderPlanGithub } from '../../../src/render/plan/planGithub.ts';
import { renderReportGithub } from '../../../src/render/report/reportGithub.ts';
import { expectFixture } from '../../support/render/expectFixture.ts';
import { hiddenIn, hostileNames } from '../../support/render/hostileNames.ts';
import {
  field,
  partnerChange,
  planOf,
  refusedPlan,
  samplePlan,
  tenant,
  unmanagedParts,
} from '../../support/render/samplePlan.ts';
import { names, outcome, reportOf, sampleReport } from '../../support/render/sampleReport.ts';

function level(text: string, name: string): readonly string[] {
  return text.split('\n').filter((line) => line.startsWith(`::${name} `));
}

/** Changes of which no two are equal. */
function broadening(amount: number): readonly Change[] {
  return Array.from({ length: amount }, (_, index) =>
    partnerChange(index, { impact: 'broadens', fields: [field(`setting.member${index}`, false, true, 'broadens')] }),
  );
}

test('exceeded guards are errors; deletions and broadening changes are warnings, at their lines', () => {
  expectFixture('plan-refused.github.txt', renderPlanGithub(refusedPlan));
});

test('a change that only narrows raises no warning', () => {
  const plan = planOf([partnerChange(1, { impact: 'narrows', fields: [field('a.b', true, false, 'narrows')] })]);
  expect(level(renderPlanGithub(plan), 'warning')).toEqual([]);
  expect(level(renderPlanGithub(plan), 'notice')).toHaveLength(1);
});

test('the notice says that a plan is partial, and lists undeclared partners, which alone make drift fail', () => {
  const tenantId = '8f2c5d0e-3b43-4d6b-9f43-2d8f3f6b0a11' as TenantId;
  const undeclared = [
    { tenantId, reason: 'not in the configuration', impact: 'neutral' } as const,
    { tenantId, setting: 'inboundTrust', reason: 'setting not in the configuration', impact: 'broadens' } as const,
  ];
  const [notice = ''] = level(renderPlanGithub(planOf([], { partial: true, undeclared })), 'notice');
  expect(notice).toContain('partial (--only)');
  expect(notice).toContain(
    `(1 partner and 1 setting): inboundTrust of ${tenantId} (▲ broader than the default), ${tenantId} (not in the configuration; same access as the default)`,
  );
});

test('a label is beside the id, never in its place', () => {
  const tenantId = '8f2c5d0e-3b43-4d6b-9f43-2d8f3f6b0a11' as TenantId;
  const partner = { tenantId, name: 'Woodgrove', reason: 'not in the configuration', impact: 'neutral' } as const;
  const undeclared = [partner];
  const ignored = [{ ...partner, access: 'default', settings: {} } as const];
  const [notice = ''] = level(renderPlanGithub(planOf([], { undeclared, ignored })), 'notice');
  expect(notice.match(new RegExp(`Woodgrove ${tenantId} \\(`, 'g'))).toHaveLength(2);
});

test('the tenth annotation of a level counts the least important ones, which GitHub would hide', () => {
  const plan = planOf([...broadening(30), partnerChange(99, { action: 'delete', name: 'Gone' })], {
    warnings: [{ code: 'late' as never, message: 'late' }],
  });
  const warnings = level(renderPlanGithub(plan), 'warning');
  expect(warnings).toHaveLength(10);
  expect(warnings[0]).toContain('delete Gone');
  expect(warnings[9]).toContain('… and 23 more');
  expect(warnings.join('')).not.toContain('late');
});

test('equal changes are one annotation, at the line that decides the first one by name', () => {
  const changes = Array.from({ length: 30 }, (_, index) => {
    const fields = [{ ...field('a.b', false, true, 'broadens'), file: 'configs/a.yaml', line: 100 - index }];
    return partnerChange(index, { name: `Partner ${index + 10}`, impact: 'broadens', fields });
  });
  const other = partnerChange(99, { name: 'Z', impact: 'broadens', fields: [field('c.d', false, true, 'broadens')] });
  const warnings = level(renderPlanGithub(planOf([other, ...[...changes].reverse()])), 'warning');
  expect(warnings).toHaveLength(2);
  expect(warnings[0]).toMatch(/^::warning file=configs\/a\.yaml,line=100,title=xtap%3A change 30 partners%2C the same/);
  expect(warnings[0]).toContain('%0APartner 10, Partner 11, ');
  expect(warnings[0]).toMatch(/ and 20 more$/);
});

test('ten annotations of a level are all shown', () => {
  const warnings = level(renderPlanGithub(planOf(broadening(10))), 'warning');
  expect(warnings).toHaveLength(10);
  expect(warnings.join('')).not.toContain('more');
});

test('findings are shown at their place, followed by the error that ended the run', () => {
  const finding = {
    severity: 'error',
    code: 'unknown-key',
    position: { file: 'configs/a,b.yaml', line: 3, column: 5 },
    message: 'unknown key: 100 %',
    hint: 'did you mean "x"?',
  } as const;
  const line =
    '::error file=configs/a%2Cb.yaml,line=3,col=5,title=xtap%3A unknown-key::unknown key: 100 %25%0Adid you mean "x"?\n';
  expect(renderDiagnosticsGithub([finding])).toBe(line);
  const error = new XtapError('invalid-configuration', '1 error', { diagnostics: [finding], requestId: '5d1f' });
  const own = '::error title=xtap%3A invalid-configuration::1 error%0Arequest-id 5d1f\n';
  expect(renderErrorGithub(error)).toBe(line + own);
});

test('a report shows operations that are not done as errors, and writes that no read shows as warnings', () => {
  const text = renderReportGithub(sampleReport, { names });
  expect(level(text, 'error')).toHaveLength(5);
  expect(level(text, 'error')[0]).toContain('1 of 6 operations written%2C 1 may be written%2C 3 not done');
  expect(level(text, 'error')[1]).toContain('failed%3A Woodgrove Bank');
  expect(level(text, 'warning')).toHaveLength(1);
  expect(renderReportGithub(reportOf([outcome(1)]), { names })).toMatch(/^::notice .*Applied\./);
});

test.each(hostileNames)('a name that %s makes no second command', (_purpose, name) => {
  const plan = planOf(
    [partnerChange(1, { name, file: name, impact: 'broadens', fields: [field(`a.${name}`, name, true, 'broadens')] })],
    {
      warnings: [{ code: name as never, message: name, file: name, line: 1 }],
      undeclared: [{ tenantId: tenant(2), name, reason: name, settings: { [name]: name }, impact: 'mixed' }],
      ...unmanagedParts(name),
      guards: [{ guard: 'maxDeletes', limit: 0, actual: 1, status: 'exceeded', tenantIds: [tenant(1)], file: name }],
    },
  );
  const report = reportOf([outcome(1, { status: 'failed', error: name, requestId: name, url: name })]);
  const text = renderPlanGithub(plan) + renderReportGithub(report, { names: () => name });
  const lines = text.trimEnd().split('\n');
  expect(lines).toHaveLength(9);
  for (const line of lines) expect(line).toMatch(/^::(?:error|warning|notice) (?:(?:file|line|title)=[^,:]*,?)+::/);
  expect(hiddenIn(text)).toEqual([]);
});

test('a name does not begin a line of a message', () => {
  const name = 'a\nPlan: 0 to add\r\nb';
  const plan = planOf([partnerChange(1, { name, impact: 'broadens', fields: [field('a', name, true, 'broadens')] })], {
    warnings: [{ code: 'late' as never, message: name }],
    undeclared: [{ tenantId: tenant(2), name, reason: '', impact: 'neutral' }],
    guards: [{ guard: 'maxDeletes', limit: 0, actual: 1, status: 'exceeded', tenantIds: [tenant(1)] }],
  });
  const report = reportOf([outcome(1, { status: 'failed', error: name })]);
  const text = renderPlanGithub(plan) + renderReportGithub(report, { names: () => name });
  expect(text).toContain('a\\u000aPlan');
  expect(text).not.toMatch(/%0A(?:Plan: 0 to add(?!,)|b)/);
});

test('the sample has a warning for its deletion first', () => {
  expect(level(renderPlanGithub(samplePlan), 'warning')[0]).toContain('Wingtip Toys');
});

test('a default that narrows for inheriting partners comes before a change that opens one', () => {
  const opening = broadening(30);
  const heirs = [tenant(40), tenant(41)].map((tenantId) => ({ tenantId }));
  const closing = partnerChange(50, { resource: 'default', impact: 'narrows', inheritedBy: heirs });
  const [first] = level(renderPlanGithub(planOf([...opening, closing])), 'warning');
  expect(first).toContain('narrows');
  expect(first).toContain('inherited by 2 partners');
});

test('an annotation names the effect beyond the fields: a creation may open everything', () => {
  const message = 'other clouds are allowed: an organization of another cloud has access only while it is a partner';
  const reasons = [{ code: 'other-clouds', impact: 'broadens', message }] as const;
  const creation = partnerChange(1, { action: 'create', impact: 'broadens', reasons });
  const [warning] = level(renderPlanGithub(planOf([creation])), 'warning');
  expect(warning).toMatch(
    /::other clouds are allowed: an organization of another cloud has access only while it is a partner {2}▲ broadens$/,
  );
});

test('a field that broadens access is never among the fields that are left out', () => {
  const quiet = Array.from({ length: 9 }, (_, index) => field(`quiet.${index}`, true, true, 'neutral'));
  const fields = [...quiet, field('loud.flag', false, true, 'broadens')];
  const [warning] = level(renderPlanGithub(planOf([partnerChange(1, { impact: 'broadens', fields })])), 'warning');
  expect(warning).toMatch(/::loud\.flag: false → true {2}▲ broadens%0A.*… and 2 more$/);
});

test('a conflict is a warning even if it only narrows, since apply overwrites a change in the tenant', () => {
  const conflict = { ...field('a.b', true, false, 'narrows'), origin: 'both' } as const;
  const plan = planOf([partnerChange(1, { impact: 'narrows', origin: 'both', fields: [conflict] })]);
  expect(level(renderPlanGithub(plan), 'warning').join('')).toContain('a.b: true → false  ▼ narrows  both: conflict');
});

test('the notice names the approval that apply needs', () => {
  const changes = [partnerChange(1, { impact: 'broadens' })];
  const [notice = ''] = level(renderPlanGithub(planOf(changes, { source: 'snapshot' })), 'notice');
  expect(notice).toContain('Applying needs approval, since it broadens access');
  expect(notice).toContain('from a snapshot: apply refuses it');
  const consented = { approval: '--allow-broadening', guards: new Map() };
  expect(level(renderPlanGithub(planOf(changes), { consented }), 'notice')[0]).toContain(
    'Allowed by --allow-broadening',
  );
});
