import type { RequestOutcome } from '../../../src/model/report.ts';
import { renderReportGithub } from '../../../src/render/report/reportGithub.ts';
import { renderReportHtml } from '../../../src/render/report/reportHtml.ts';
import { renderReportJson } from '../../../src/render/report/reportJson.ts';
import { renderReportMarkdown } from '../../../src/render/report/reportMarkdown.ts';
import { renderReportText } from '../../../src/render/report/reportText.ts';
import { expectFixture } from '../../support/render/expectFixture.ts';
import { hiddenIn, hostileNames, runnerCommandsIn } from '../../support/render/hostileNames.ts';
import { field, partnerChange, planOf, tenant } from '../../support/render/samplePlan.ts';
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
  expect(renderReportText(reportOf([]), options)).toContain('Nothing was written: the tenant is already as planned.');
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
  expect(text).toMatch(/^Nothing was written: the tenant changed after the plan was made\.\n/);
  expect(text).toContain('\nRun `xtap plan` again and have the new plan reviewed.');
});

describe('a stale plan', () => {
  const trustOn = [field('inboundTrust.isMfaAccepted', false, true, 'broadens')];
  const partners = Array.from({ length: 60 }, (_, index) =>
    partnerChange(index, {
      name: `Partner ${index + 10}`,
      impact: 'broadens',
      fields: trustOn,
      file: 'a.yaml',
      line: index,
    }),
  );
  const heirs = partners.slice(0, 22).map(({ tenantId = tenant(0), name = '' }) => ({ tenantId, name }));
  const defaults = partnerChange(70, { resource: 'default', impact: 'broadens', fields: trustOn, inheritedBy: heirs });
  const moved = planOf([...[...partners].reverse(), defaults]);
  const report = reportOf([
    ...partners.map((_, index) => outcome(index, { status: 'stale', error: 'inboundTrust is {"isMfaAccepted":true}' })),
    outcome(80, { status: 'not-attempted', error: 'the plan is stale: nothing was sent' }),
  ]);

  test('shows what changed in the tenant in groups, and what to do next once', () => {
    const text = renderReportText(report, { ...options, moved });
    expect(text).toMatch(/^Nothing was written: the tenant changed after the plan was made\.\n/);
    expect(text).toMatch(
      / {2}~ 60 partners, the same change +a\.yaml:0 and 59 other lines\n.*false → true +▲ broadens\n/,
    );
    expect(text).toContain('Partner 10, Partner 11, Partner 12, ');
    expect(text).toContain('inherited by 22 partners');
    expect(text).toContain('60 stale, 1 not sent. ');
    expect(text).not.toMatch(/\{|the plan is stale/);
    expect(text.match(/Run `xtap plan` again/g)).toHaveLength(1);
    expect(text.split('\n').length).toBeLessThan(20);
  });

  test('shows the same in Markdown, HTML and annotations', () => {
    const markdown = renderReportMarkdown(report, { names, moved });
    expect(markdown.match(/^\| ▲/gm)).toHaveLength(2);
    expect(markdown).toContain('changed **60 partners, the same change**');
    expect(markdown).toContain('**The default settings change (▲ broadens)** for 22 partners');
    const html = renderReportHtml(report, { names, moved });
    expect(html.match(/<article class="change"/g)).toHaveLength(2);
    expect(html).toContain('~ changed');
    const annotations = renderReportGithub(report, { names, moved });
    expect(annotations.match(/^::warning .*$/gm)).toHaveLength(2);
    expect(annotations).toMatch(/^::error .*Nothing was written%3A the tenant changed/);
    for (const text of [markdown, html, annotations]) expect(text).not.toContain('the plan is stale');
  });

  test('with --group-by none, shows every change', () => {
    const text = renderReportText(report, { ...options, moved, groupBy: 'none' });
    expect(text.match(/isMfaAccepted/g)).toHaveLength(61);
  });
});

test('operations with the same answer are one group, by name, in every format', () => {
  const failed = Array.from({ length: 60 }, (_, index) =>
    outcome(index, { status: 'failed', httpStatus: 403, error: 'Insufficient privileges' }),
  );
  const other = outcome(90, { status: 'failed', httpStatus: 500, error: 'try later' });
  const named = { ...options, names: (id: string) => `Partner ${id.slice(6, 8)}` };
  const report = reportOf([...[...failed].reverse(), other]);
  const text = renderReportText(report, named);
  expect(text).toMatch(
    / {2}failed +PATCH {3}60 partners {2}403\n {6}Insufficient privileges\n {6}Partner 00, Partner 01, /,
  );
  expect(text.match(/^ {2}failed/gm)).toHaveLength(2);
  expect(renderReportMarkdown(report, named).match(/^\| failed/gm)).toHaveLength(2);
  expect(renderReportHtml(report, named).match(/>failed</g)).toHaveLength(2);
  expect(renderReportGithub(report, named).match(/^::error /gm)).toHaveLength(3);
});

test.each(hostileNames)('a partner whose name %s cannot leave its line', (_purpose, name) => {
  const text = renderReportText(reportOf([outcome(1, { status: 'failed', error: name, url: name, requestId: name })]), {
    ...options,
    names: () => name,
  });
  expect(hiddenIn(text)).toEqual([]);
  expect(runnerCommandsIn(text)).toEqual([]);
});
