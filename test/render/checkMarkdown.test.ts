/* The Markdown of `check` within a limit. */
import type { CheckResult } from '../../src/check/runRules.ts';
import type { PlacedWaiver } from '../../src/check/waivers.ts';
import { renderCheckMarkdown } from '../../src/render/check/checkMarkdown.ts';
import { fabrikam } from '../support/tenants.ts';

const waiver = {
  rule: 'X004',
  until: '2027-01-31',
  reason: `accepted: ${'`r`'.repeat(30_000)}`,
  approvedBy: 'a'.repeat(70_000),
  position: { file: 'configs/a.yaml', line: 9, column: 7 },
};

const rule = { id: 'X004', title: 'A title', because: 'Because.', remedy: { text: 'Do.', steps: [] } };

function reportOf(waivers: number) {
  const name = 'n'.repeat(70_000);
  const placed = Array.from({ length: waivers }, (): PlacedWaiver => {
    return { subject: { resource: 'partner', tenantId: fabrikam, name }, waiver };
  });
  const results = placed.map(({ subject }): CheckResult => {
    return {
      ...{ pack: 'xtap', rule, severity: 'warning', subject, result: 'waived', setting: 'notes', value: null },
      ...{ source: 'partner', position: waiver.position, evidence: [], waiver },
    };
  });
  return {
    ...{ packs: [], policies: [], results, earlier: 0, newWaivers: placed },
    ...{ today: '2026-11-30', label: 'configs', isLive: true },
  };
}

test('a waiver takes one short line, whatever its author writes', () => {
  const markdown = renderCheckMarkdown(reportOf(1), 60_000);
  const lines = markdown.split('\n').filter((line) => line.includes('X004'));
  expect(lines).toHaveLength(2);
  for (const line of lines) {
    expect(line).toContain('…');
    expect(line.length).toBeLessThan(2_000);
  }
});

test('many waivers fit the limit, and the others are counted', () => {
  const markdown = renderCheckMarkdown(reportOf(500), 20_000);
  expect(markdown.length).toBeLessThanOrEqual(20_000);
  expect(markdown).toContain('500 findings waived');
  const listed = markdown.split('\n').filter((line) => line.includes('X004')).length / 2;
  expect(listed).toBeGreaterThan(3);
  expect(markdown.split('\n').filter((line) => line === `- and ${500 - listed} more`)).toHaveLength(2);
});
