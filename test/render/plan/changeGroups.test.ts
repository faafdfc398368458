/* Changes that are the same for several partners are shown once, in the order of risk, then of names. */
import type { Change } from '../../../src/model/plan.ts';
import { renderPlanHtml } from '../../../src/render/html/planHtml.ts';
import { decidingPlace, foldedSentence, foldFields, groupChanges } from '../../../src/render/plan/changeGroups.ts';
import { renderPlanGithub } from '../../../src/render/plan/planGithub.ts';
import { renderPlanMarkdown } from '../../../src/render/plan/planMarkdown.ts';
import { renderPlanText } from '../../../src/render/plan/planText.ts';
import { displayWidth } from '../../../src/render/text/displayWidth.ts';
import { field, partnerChange, planOf } from '../../support/render/samplePlan.ts';

const mfa = {
  ...field('inboundTrust.isMfaAccepted', false, true, 'broadens'),
  file: 'configs/profiles.yaml',
  line: 12,
};
const ofProfile = { ...mfa, profile: 'supplier-mfa' };

function change(index: number, changes: Partial<Change> = {}): Change {
  return partnerChange(index, {
    name: `Partner ${String(index).padStart(2, '0')}`,
    impact: 'broadens',
    fields: [ofProfile],
    ...changes,
  });
}

const many = (amount: number, changes: Partial<Change> = {}): readonly Change[] =>
  Array.from({ length: amount }, (_, index) => change(index + 1, changes));
const sizes = (changes: readonly Change[]): readonly number[] =>
  groupChanges(planOf(changes), 'change').map((group) => group.changes.length);

describe('a group', () => {
  test('needs three changes', () => {
    expect(sizes(many(2))).toEqual([1, 1]);
    expect(sizes(many(3))).toEqual([3]);
  });

  test.each<[string, Partial<Change>]>([
    ['value', { fields: [{ ...ofProfile, before: 'inherit' }] }],
    ['field', { fields: [ofProfile, field('inboundTrust.isCompliantDeviceAccepted', false, true, 'broadens')] }],
    ['impact', { impact: 'mixed' }],
    ['origin', { origin: 'both' }],
    ['action', { action: 'create', preimage: null }],
    ['profile', { fields: [{ ...ofProfile, profile: 'other' }] }],
    ['profile, if there is none', { fields: [mfa] }],
  ])('has one %s', (_what, different) => {
    expect(sizes([...many(3), change(9, different)]).toSorted((a, b) => a - b)).toEqual([1, 3]);
  });

  describe('of deletions', () => {
    const deleted = { action: 'delete', after: null, impact: 'narrows' } as const;
    const other = field('b2bCollaborationInbound.applications', 'blocked', 'inherit', 'broadens');
    const lost = field('inboundTrust.isMfaAccepted', true, 'inherit', 'narrows');
    const equal = many(3, { ...deleted, fields: [lost] });
    const changes = [
      ...equal,
      change(7, { ...deleted, impact: 'broadens', fields: [other] }),
      change(8, { ...deleted, impact: 'mixed', fields: [lost, other] }),
      change(9, { ...deleted, impact: 'neutral', fields: [] }),
    ];

    test('has all deletions, whatever each partner loses', () => {
      const [group, ...others] = groupChanges(planOf(changes), 'change');
      expect(others).toEqual([]);
      expect(group?.changes).toHaveLength(6);
      expect(group).toMatchObject({ impact: 'mixed', fields: [] });
    });

    test('shows the effect of each partner, in every format', () => {
      const text = renderPlanText(planOf(changes), { color: false, width: 100 });
      expect(text).toContain('      Partner 01  ▼ inboundTrust\n');
      expect(text).toContain('      Partner 08  ▲ b2bCollaborationInbound; ▼ inboundTrust\n');
      expect(text).toContain('      Partner 09  the same access\n');
      const markdown = renderPlanMarkdown(planOf(changes));
      expect(markdown).toContain('| **deleted**<br>▲▼&nbsp;mixed | delete **6 partners** |');
      expect(markdown).toContain('- Partner 07: `▲ b2bCollaborationInbound`');
      expect(renderPlanHtml(planOf(changes), undefined)).toContain('▲ b2bCollaborationInbound</span></li>');
    });

    test('shows the fields once if they are equal', () => {
      const [group] = groupChanges(planOf(equal), 'change');
      expect(group).toMatchObject({ impact: 'narrows', fields: [lost] });
      const text = renderPlanText(planOf(equal), { color: false, width: 100 });
      expect(text).toContain('      Partner 01, Partner 02, Partner 03\n');
    });
  });

  test('is not made with none', () => {
    expect(groupChanges(planOf(many(5)), 'none')).toHaveLength(5);
  });
});

test('the riskiest changes come first, then names in the order of the alphabet', () => {
  const changes = [
    change(1, { name: 'Zeta', impact: 'narrows' }),
    change(2, { name: 'Beta' }),
    change(3, { name: 'Alpha' }),
    change(4, { name: 'Omega', action: 'delete', after: null }),
  ];
  const names = groupChanges(planOf(changes), 'change').map((group) => group.change.name);
  expect(names).toEqual(['Omega', 'Alpha', 'Beta', 'Zeta']);
});

test('two or more fields whose effective access stays the same become one sentence', () => {
  const same = [
    field('b2bDirectConnectInbound.usersAndGroups', 'inherit', 'blocked', 'neutral'),
    field('b2bDirectConnectInbound.applications', 'inherit', 'blocked', 'neutral'),
  ];
  expect(foldFields([mfa, ...same])).toEqual({
    shown: [mfa],
    folded: [{ setting: 'b2bDirectConnectInbound', amount: 2 }],
  });
  expect(foldedSentence(foldFields(same).folded)).toBe('the same access: b2bDirectConnectInbound (2 fields)');
  expect(foldFields([mfa, ...same.slice(1)]).folded).toEqual([]);
  const conflicts = same.map((each) => ({ ...each, origin: 'both' as const }));
  expect(foldFields(conflicts)).toEqual({ shown: conflicts, folded: [] });
});

test('a change points at the line of a profile only if that profile decides every field', () => {
  const [group] = groupChanges(planOf(many(3)), 'change');
  expect(group && decidingPlace(group)).toEqual({ file: 'configs/profiles.yaml', line: 12, profile: 'supplier-mfa' });
  const [own] = groupChanges(planOf([change(1, { file: 'a.yaml', line: 3, fields: [mfa, ofProfile] })]), 'change');
  expect(own && decidingPlace(own)).toEqual({ file: 'a.yaml', line: 3 });
  const added = change(1, { file: 'a.yaml', line: 3, action: 'create', preimage: null });
  const [ofEntry] = groupChanges(planOf([added]), 'change');
  expect(ofEntry && decidingPlace(ofEntry)).toEqual({ file: 'a.yaml', line: 3 });
});

test('a group without a common profile says where its first change is, and how many other lines there are', () => {
  const own = (index: number): Change => change(index, { file: 'a.yaml', line: index * 10, fields: [mfa] });
  const text = renderPlanText(planOf([own(1), own(2), own(3)]), { color: false, width: 100 });
  expect(text).toMatch(/~ 3 partners, the same change +a\.yaml:10 and 2 other lines\n/);
});

test('a group of deletions says which of them no file names', () => {
  const deleted = { action: 'delete', after: null, fields: [] } as const;
  const { file: _file, line: _line, ...unnamed } = change(3, deleted);
  const named = [1, 2].map((index) => change(index, { ...deleted, file: 'a.yaml', line: 7 }));
  const plain = { color: false, width: 100 };
  expect(renderPlanText(planOf([...named, unnamed]), plain)).toMatch(/a\.yaml:7; 1 not in the configuration\n/);
});

const unchanged = { partners: 260, default: true, policy: true };

describe('forty equal changes', () => {
  const plan = planOf(many(40));

  test.each([
    [72, 16],
    [100, 12],
    [140, 12],
  ])(
    'are a plan of at most a dozen lines, of %d columns each; a narrow terminal breaks four of them',
    (width, most) => {
      const context = { label: 'configs/', fileCount: 3, livePartners: 300, declaredLive: 300, unchanged };
      const text = renderPlanText(plan, { color: false, width, context });
      const lines = text.trimEnd().split('\n');
      expect(lines.length).toBeLessThanOrEqual(most);
      for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      expect(text).toContain('  ~ 40 partners, the same change');
      expect(text).toContain('profile supplier-mfa  configs/profiles.yaml:12');
      expect(text).toMatch(/Partner 03, .*… \d+ more\n/);
    },
  );

  test('are one row of Markdown with one folded list of names', () => {
    const text = renderPlanMarkdown(plan);
    expect(text.match(/^\| ▲/gm)).toHaveLength(1);
    expect(text).toContain('<details><summary>40 partners</summary>');
    expect(text).toContain('Partner 40');
  });

  test('are one card of HTML that names every partner and keeps its anchor', () => {
    const html = renderPlanHtml(plan, undefined);
    expect(html.match(/<article class="change"/g)).toHaveLength(1);
    for (const { tenantId } of plan.changes) expect(html).toContain(`id="change-${tenantId}"`);
  });

  test('are one annotation, at the line of the profile', () => {
    const annotations = renderPlanGithub(plan)
      .split('\n')
      .filter((line) => line.startsWith('::warning'));
    expect(annotations).toEqual([
      expect.stringMatching(/^::warning file=configs\/profiles\.yaml,line=12,.*40 partners/),
    ]);
  });
});
