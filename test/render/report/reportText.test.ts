import type { RequestOutcome } from '../../../src/model/report.ts';
import { renderReportGithub } from '../../../src/render/report/reportGithub.ts';
import { renderReportHtml } from '../../../src/render/report/reportHtml.ts';
import { renderReportJson } from '../../../src/render/report/reportJson.ts';
import { renderReportMarkdown } from '../../../src/render/report/reportMarkdown.ts';
import { renderReportText } from '../../../src/render/report/reportText.ts';
import { expectFixture } from '../../support/render/expectFixture.ts';
import { hiddenIn, hostileNames, runnerCommandsIn } from '../../support/render/hostileNames.ts';
import { tenant } from '../../support/render/samplePlan.ts';
import { names, outcome, reportOf, sampleReport } from '../../support/render/sampleReport.ts';

const options = { color: false, width: 100, names };

test('a report shows failed operations first and says what to do about each kind', () => {
  expectFixture('report.txt', renderReportText(sampleReport, options));
});

test('a report of success is short', () => {
  const text = renderReportText(reportOf([outcome(1), outcome(2)]), options);
  expect(text).toContain('Applied. The tenant is as planned.\n2 applied. Calls: 4 GET, 2 PATCH, 1 retry.');
  expect(text).not.toContain('Run `xtap');
});

test('requests are counted apart from what they concern: partners, default and policy', () => {
  const { tenantId: _tenantId, ...ofAll } = outcome(3);
  const outcomes = [outcome(1), outcome(1, { method: 'PUT' }), outcome(2)];
  expect(renderReportText(reportOf(outcomes), options)).toContain('3 applied (2 partners). ');
  const resources = (['default', 'policy'] as const).map((resource) => ({ ...ofAll, resource }));
  expect(renderReportText(reportOf([outcome(1), ...resources]), options)).toContain(
    '3 applied (1 partner, the default settings and the policy). ',
  );
});

test('below a plan, the report does not repeat the digest', () => {
  const text = renderReportText(reportOf([outcome(1)]), { ...options, hasDigestAbove: true });
  expect(text).not.toContain('Digest');
  expect(text.startsWith('\n  applied')).toBe(true);
});

test('three thousand applied operations are counted, and the failed one is shown', () => {
  const many = Array.from({ length: 3000 }, (_, index) => outcome(index));
  const text = renderReportText(reportOf([...many, outcome(4, { status: 'failed', error: 'refused' })]), options);
  expect(text).toContain('3,000 operations done, not shown.');
  expect(text).toContain('Woodgrove Bank');
  expect(text.split('\n').length).toBeLessThan(15);
});

test('an apply with nothing to do says so', () => {
  expect(renderReportText(reportOf([]), options)).toContain('Nothing to do');
});

test('an unverified write is not reported as a lagging read', () => {
  const hidden = { tenantId: tenant(1), resource: 'partner', setting: 'inboundTrust' } as const;
  const report = { ...reportOf([outcome(1)], [hidden]), unverified: 'the run was interrupted' };
  const text = renderReportText(report, options);
  expect(text).toContain(`  not verified       ${tenant(1)}: inboundTrust\n`);
  expect(text).toContain('Applied, but not verified by a read.');
  expect(text).toContain('the run ended before the read, or the read failed');
  expect(text).not.toContain('lag');
  expect(renderReportGithub(report, options)).toContain('inboundTrust was written, but no read has verified it.');
});

test('a member beside written values that is not from this plan is shown in every format', () => {
  const addition = { tenantId: tenant(1), resource: 'partner', path: 'inboundTrust.isPilot', value: true } as const;
  const report = { ...reportOf([outcome(1)]), added: [addition] };
  const text = renderReportText(report, options);
  expect(text).toContain(`  not from this plan  ${tenant(1)}: inboundTrust.isPilot is true\n`);
  expect(text).toContain('Applied. The tenant is as planned.');
  for (const other of [renderReportGithub, renderReportHtml, renderReportMarkdown])
    expect(other(report, options)).toContain('inboundTrust.isPilot is true');
  expect(JSON.parse(renderReportJson(report))).toMatchObject({ added: [addition] });
});

test('a correction that leaves differences does not say that the tenant is as planned', () => {
  const textOf = (outcomes: readonly RequestOutcome[], rest: number): string =>
    renderReportText(reportOf(outcomes), { ...options, rest });
  expect(textOf([outcome(1)], 2)).toContain('Corrected 1 of 3 differences. The other 2 need a reviewer.');
  expect(textOf([outcome(1), outcome(1)], 1)).toContain(
    'Corrected 1 of 2 differences. The other one needs a reviewer.',
  );
  expect(textOf([], 1)).toContain('Nothing was corrected: 1 difference needs a reviewer.');
  expect(textOf([outcome(1)], 0)).toContain('Applied. The tenant is as planned.');
});

test('a stale plan says so if nothing was written', () => {
  const text = renderReportText(reportOf([outcome(1, { status: 'stale' })]), options);
  expect(text).toContain('Not applied: 1 operation of 1 not done.');
  expect(text).toContain('and nothing was written');
});

test.each(hostileNames)('a partner whose name %s cannot leave its line', (_purpose, name) => {
  const text = renderReportText(reportOf([outcome(1, { status: 'failed', error: name, url: name, requestId: name })]), {
    ...options,
    names: () => name,
  });
  expect(hiddenIn(text)).toEqual([]);
  expect(runnerCommandsIn(text)).toEqual([]);
});
