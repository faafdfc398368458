/* `--show-requests` in Markdown and HTML, and beside `--brief`. */
import type { Change } from '../../../src/model/plan.ts';
import { renderPlanHtml } from '../../../src/render/html/planHtml.ts';
import { renderPlanMarkdown } from '../../../src/render/plan/planMarkdown.ts';
import { renderPlanText } from '../../../src/render/plan/planText.ts';
import { githubCommentLimit } from '../../../src/render/text/fitLimit.ts';
import { hiddenIn, hostileNames } from '../../support/render/hostileNames.ts';
import { partnerChange, planOf, tenant } from '../../support/render/samplePlan.ts';

const url = `/policies/crossTenantAccessPolicy/partners/${tenant(1)}`;

function changeWith(number: number, body: object, name = 'Fabrikam'): Change {
  return partnerChange(number, { name, requests: [{ method: 'PATCH', url, body: body as never }] });
}

test('Markdown and HTML show method, URL and body of every request, folded, and only with the flag', () => {
  const plan = planOf([changeWith(1, { inboundTrust: { isMfaAccepted: true } })]);
  const markdown = renderPlanMarkdown(plan, { showRequests: true });
  expect(markdown).toContain(
    `<details><summary>1 request</summary>\n\n**Fabrikam**\n\n\`\`\`http\nPATCH ${url}\n{\n  "inboundTrust": {\n    "isMfaAccepted": true\n  }\n}\n\`\`\`\n\n</details>\n`,
  );
  const html = renderPlanHtml(plan, undefined, { showRequests: true });
  expect(html).toContain(`<pre>PATCH ${url}\n{\n  &quot;inboundTrust&quot;: {`);
  expect(renderPlanMarkdown(plan)).not.toContain('PATCH');
  expect(renderPlanHtml(plan, undefined)).not.toContain('PATCH');
});

test('equal changes stay one group, and the request of each is shown', () => {
  const plan = planOf([1, 2, 3, 4].map((number) => changeWith(number, {}, `Partner ${number}`)));
  const markdown = renderPlanMarkdown(plan, { showRequests: true });
  expect(markdown).toContain('**4 partners, the same change**');
  expect(markdown).toContain('<details><summary>4 requests</summary>');
  expect(markdown.match(/^PATCH /gm)).toHaveLength(4);
});

test('a comment without room for all requests has the first ones and counts the others', () => {
  const plan = planOf(Array.from({ length: 900 }, (_, index) => changeWith(index, { text: 'x'.repeat(200) })));
  const markdown = renderPlanMarkdown(plan, { showRequests: true });
  expect(markdown.length).toBeLessThanOrEqual(githubCommentLimit);
  const shown = markdown.match(/^PATCH /gm)?.length ?? 0;
  expect(shown).toBeGreaterThan(50);
  expect(markdown).toContain(`${900 - shown} requests left out here: see the plan as JSON.\n\n</details>`);
});

test('a plan without room for details has no request, and fits', () => {
  const plan = planOf(Array.from({ length: 3000 }, (_, index) => changeWith(index, {}, `${index} ${'x'.repeat(60)}`)));
  const markdown = renderPlanMarkdown(plan, { showRequests: true, groupBy: 'none' });
  expect(markdown.length).toBeLessThanOrEqual(githubCommentLimit);
  expect(markdown).toContain('3,000 requests left out here');
});

test.each(hostileNames)('a text that %s cannot leave its block', (_purpose, name) => {
  const plan = planOf([changeWith(1, { displayName: name }, name)]);
  const markdown = renderPlanMarkdown(plan, { showRequests: true });
  const html = renderPlanHtml(plan, undefined, { showRequests: true });
  expect([...hiddenIn(markdown), ...hiddenIn(html)]).toEqual([]);
  expect(markdown).toMatch(/^(`{3,})http\nPATCH .*\n\{\n {2}"displayName": .*\n\}\n\1\n\n<\/details>$/m);
  expect(html).not.toMatch(/<script>alert|<img/);
});

test('beside --brief, the text has the requests below the line of their change', () => {
  const plan = planOf([changeWith(1, { inboundTrust: null })]);
  const options = { color: false, width: 100, detail: 'brief', showRequests: true } as const;
  expect(renderPlanText(plan, options)).toMatch(
    /^ {2}~ .*Fabrikam.*\n {6}PATCH .*\n {6}\{\n {6} {2}"inboundTrust": null\n/m,
  );
  expect(renderPlanText(plan, { ...options, showRequests: false })).not.toContain('PATCH');
});
