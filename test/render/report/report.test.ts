import { createHash } from 'node:crypto';
import { baseStyle, baseStyleHash } from '../../../src/render/html/baseStyle.ts';
import { page } from '../../../src/render/html/page.ts';
import { renderReportHtml } from '../../../src/render/report/reportHtml.ts';
import { renderReportMarkdown } from '../../../src/render/report/reportMarkdown.ts';
import { githubCommentLimit } from '../../../src/render/text/fitLimit.ts';
import { textAsHtml, textAsMarkdown } from '../../../src/render/text/textDocument.ts';
import { expectFixture } from '../../support/render/expectFixture.ts';
import { hiddenIn, hostileNames } from '../../support/render/hostileNames.ts';
import { names, outcome, reportOf, sampleReport } from '../../support/render/sampleReport.ts';

test('the Markdown of a report begins with the next steps, then lists the operations that are not done', () => {
  expectFixture('report.md', renderReportMarkdown(sampleReport, { names }));
});

test('the Markdown of a large report fits a comment, and counts what it leaves out', () => {
  const many = Array.from({ length: 3000 }, (_, index) =>
    outcome(index, { status: 'failed', error: `${index} ${'|'.repeat(1000)}`, requestId: '|'.repeat(100) }),
  );
  const text = renderReportMarkdown(reportOf([...many, outcome(1)]), { names: () => 'x'.repeat(1000) });
  expect(text.length).toBeLessThanOrEqual(githubCommentLimit);
  const rows = text.match(/^\| failed/gm)?.length ?? 0;
  expect(rows).toBeGreaterThan(15);
  expect(text).toContain(`and ${(3000 - rows).toLocaleString('en')} more, left out here.`);
  expect(text).toContain('<summary>1 operation done</summary>');
  expect(text).toMatch(/\n- Digest `sha256:[0-9a-f]{64}`\n$/);
});

test('operations that do not fit a comment are counted with thousands separators, without an empty table', () => {
  const failed = Array.from({ length: 1200 }, (_, index) =>
    outcome(index, { status: 'failed', error: `${index} ${'x'.repeat(200)}` }),
  );
  const done = Array.from({ length: 1300 }, (_, index) => outcome(2000 + index, { httpStatus: index }));
  const report = reportOf([...failed, ...done]);
  const text = renderReportMarkdown(report, { names });
  expect(text).toContain('Applied in part: 1,300 of 2,500 operations written, 1,200 not done.');
  expect(text).toContain('1,300 applied, 1,200 failed. Calls: ');
  expect(text).toContain('<details><summary>1,300 operations done</summary>\n\n1,300 left out here.\n\n</details>');
});

test('the page of a report is one file that loads, runs and sends nothing', () => {
  const html = renderReportHtml(sampleReport, { names });
  expectFixture('report.html', html);
  expect(html).toContain(`content="default-src 'none'; style-src '${baseStyleHash}'`);
  expect(html).not.toMatch(/<script|<link|<img|\ssrc=|\shref=|\sstyle=|\son\w+=/);
});

test('the policy of a page names the hash of its style', () => {
  expect(baseStyleHash).toBe(`sha256-${createHash('sha256').update(baseStyle).digest('base64')}`);
  expect(page('t', '')).toContain(`<style>${baseStyle}</style>`);
});

test('a fence is longer than the backticks in the text', () => {
  expect(textAsMarkdown('xtap validate', 'a ```` b\n')).toBe('## xtap validate\n\n`````text\na ```` b\n`````\n');
});

describe.each(hostileNames)('a name that %s', (_purpose, name) => {
  const report = reportOf([outcome(1, { status: 'failed', error: name, requestId: name, url: name })]);
  const hostile = { names: () => name };

  test('is inert in the Markdown of a report', () => {
    const text = renderReportMarkdown(report, hostile);
    expect(hiddenIn(text)).toEqual([]);
    expect(text.split('\n').filter((line) => line.startsWith('| failed'))).toHaveLength(1);
    const outside = text.replace(/<code>.*?<\/code>|`[^`\n]*`|<br>/g, '');
    expect(outside).not.toMatch(/[<@]|https?:|www\.|\]\(|#\d/);
  });

  test('is inert in a page', () => {
    for (const html of [renderReportHtml(report, hostile), textAsHtml(name, name)]) {
      expect(hiddenIn(html)).toEqual([]);
      const tags = html.match(/<\/?[a-z0-9]+/g) ?? [];
      const known =
        /^<\/?(html|head|meta|title|style|body|main|h1|p|ul|li|table|thead|tbody|tr|th|td|strong|br|code|pre)$/;
      expect(tags.filter((tag) => !known.test(tag))).toEqual([]);
      expect(html).not.toMatch(/<[^>]*\son\w+=/);
    }
  });
});

test('the report of a wholly stale plan does not advise to apply without a review', () => {
  const text = renderReportMarkdown(
    reportOf([outcome(1, { status: 'stale' }), outcome(2, { status: 'not-attempted' })]),
    { names },
  );
  expect(text).toContain('> - Run `xtap plan` again and have the new plan reviewed. It contains what is still needed.');
  expect(text).not.toContain('Run `xtap apply`');
});
