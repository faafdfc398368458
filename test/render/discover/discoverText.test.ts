import { proposalComment, renderDiscoverText } from '../../../src/render/discover/discoverText.ts';
import type { DiscoveredTenant, Discovery } from '../../../src/replay/discovery.ts';
import { litware, proseware } from '../../support/tenants.ts';

function outputsOf(hidden: number): readonly string[] {
  const seen = { people: hidden, signIns: 13, types: [], apps: [], lastSeen: '2026-11-20' };
  const tenant: DiscoveredTenant = {
    tenantId: litware,
    declared: false,
    evidence: { inbound: seen, outbound: seen, guests: hidden },
    people: hidden,
    proposal: {},
    caveats: [],
  };
  const discovery: Discovery = {
    sources: [{ source: 'guests', state: 'read' }],
    tenants: [tenant, { ...tenant, tenantId: proseware, people: 2, evidence: { guests: 2 } }].sort(
      (a, b) => b.people - a.people,
    ),
    unresolvedDomains: [{ domain: 'mail.example', guests: hidden }],
  };
  return [
    renderDiscoverText({ discovery }, { width: 100, hidesCounts: true }),
    proposalComment(tenant, discovery),
    renderDiscoverText({ discovery }, { width: 100, hidesCounts: false }),
  ];
}

test('no published output depends on a hidden count', () => {
  const outputs = [1, 2, 3, 4].map((hidden) => outputsOf(hidden).slice(0, 2));
  expect(new Set(outputs.map((each) => each.join('\n'))).size).toBe(1);
  expect(outputs[0]?.[1]).toBe('Guest accounts: <5 people inbound, <5 people outbound, <5 guests (xtap discover).');
});

test('a terminal has exact numbers with the right word', () => {
  const [, , text] = outputsOf(1);
  expect(text).toContain('1 person inbound, the last on 2026-11-20; 1 person outbound');
  expect(text).toContain('1 guest');
});
