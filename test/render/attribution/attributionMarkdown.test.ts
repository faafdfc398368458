import type { UnreadReason } from '../../../src/model/attribution.ts';
import { canonicalGuid, type TenantId } from '../../../src/model/tenantId.ts';
import { renderAttributionMarkdown } from '../../../src/render/attribution/attributionMarkdown.ts';
import { renderAttributionText } from '../../../src/render/attribution/attributionText.ts';
import { partnerId } from '../../support/tenants.ts';

const tenantId = canonicalGuid('90e29127-71ad-49c7-9ce8-db3f41ea06f1') as TenantId;
const event = { at: '2026-11-20T10:00:00Z', activity: 'Update a partner', who: 'dana', application: 'Portal' };

test('every subject is a line with its newest event, the newest first, with names instead of ids where they are known', () => {
  const later = { at: '2026-11-21T10:00:00Z', activity: 'Delete a partner' };
  const text = renderAttributionMarkdown(
    {
      attributions: [
        { tenantId, events: [event, later] },
        { resource: 'default', events: [event] },
      ],
    },
    () => 'Fabrikam',
  );
  expect(text.split('\n').slice(2)).toEqual([
    '- **Fabrikam**: Delete a partner, by unknown, 2026-11-21T10:00:00Z (also 1 earlier)',
    '- **the default settings**: Update a partner, by dana through Portal, 2026-11-20T10:00:00Z',
    '',
  ]);
});

test('names of people and applications cannot mention anybody or end a line', () => {
  const text = renderAttributionMarkdown(
    { attributions: [{ tenantId, events: [{ ...event, who: '@all | <b>', application: '[x](y)' }] }] },
    (id) => id,
  );
  expect(text).not.toMatch(/@all|<b>|(?<!`)\[x\]/);
  expect(text.split('\n').filter((line) => line.startsWith('- '))).toHaveLength(1);
});

test('no events make no text, and a long list of events is cut and says so', () => {
  expect(renderAttributionMarkdown({ attributions: [{ tenantId, events: [] }] }, (id) => id)).toBe('');
  const attributions = Array.from({ length: 60 }, (_, each) => ({ tenantId, events: [{ ...event, who: `p${each}` }] }));
  const text = renderAttributionMarkdown({ attributions }, (id) => id);
  expect(text).toContain('- and 10 older');
});

test('what xtap itself wrote is folded', () => {
  const own = { ...event, byXtap: true as const };
  const text = renderAttributionMarkdown(
    {
      attributions: [
        { tenantId, events: [event, own, own] },
        { resource: 'default', events: [own] },
      ],
    },
    () => 'Fabrikam',
  );
  expect(text.match(/^- .*Update a partner.*/gm)).toHaveLength(1);
  expect(text).toContain('(also 2 by xtap)');
  expect(text).toContain('Only xtap itself wrote to the default settings.');
});

describe('what one person did to many partners on one day', () => {
  const at = (minute: number) => `2026-11-20T10:${String(minute).padStart(2, '0')}:00.5Z`;
  const added = (amount: number) =>
    Array.from({ length: amount }, (_, each) => ({
      tenantId: partnerId(each % 10),
      events: [{ ...event, at: at(each), activity: 'Add a partner to cross-tenant access setting' }],
    }));
  const names = (id: string) => `Partner ${id.slice(-1)}`;
  const later = { resource: 'default' as const, events: [{ ...event, at: '2026-11-21T00:00:00Z' }] };

  test('is one line with the names, in the order of the newest event', () => {
    const reading = { attributions: [...added(10), later] };
    const members = Array.from({ length: 10 }, (_, each) => `Partner ${each}`).join(', ');
    const line = 'added by dana through Portal, 2026-11-20T10:00:00Z to 10:09:00Z';
    expect(renderAttributionMarkdown(reading, names).split('\n').slice(2, 4)).toEqual([
      expect.stringContaining('the default settings'),
      `- **10 partners**: ${line}: ${members}`,
    ]);
    expect(renderAttributionText(reading, { names, width: 200 }).split('\n').slice(2, 4)).toEqual([
      `  10 partners: ${line}`,
      `      ${members}`,
    ]);
  });

  test('does not count the default settings as a partner', () => {
    const attributions = [...added(9), ...added(1).map(({ events }) => ({ resource: 'default' as const, events }))];
    const text = renderAttributionMarkdown({ attributions }, names);
    expect(text).toContain('**9 partners**');
    expect(text).toContain('**the default settings**');
  });

  test('has the start of an id that has no name', () => {
    const text = renderAttributionMarkdown({ attributions: added(10) }, (id) => id);
    expect(text).toContain(`\`${partnerId(3).slice(0, 8)}…\``);
    expect(text).not.toContain(partnerId(3));
  });

  test.each([
    ['four partners', added(4)],
    [
      'other people',
      added(10).map((each, n) => ({ ...each, events: each.events.map((of) => ({ ...of, who: `p${n}` })) })),
    ],
  ])('stays one line for each partner for %s', (_, attributions) => {
    expect(renderAttributionMarkdown({ attributions }, names).match(/^- \*\*Partner/gm)).toHaveLength(
      attributions.length,
    );
  });
});

describe('the unread part of the audit log', () => {
  const times = { from: '2026-11-14T10:00:00Z', to: '2026-11-20T10:00:00Z' };
  const said = (reason: UnreadReason) =>
    renderAttributionMarkdown({ attributions: [], notRead: { reason, ...times } }, (id) => id);

  it.each(['timeout', 'interrupted'] as const)('is named with its times after %s', (reason) => {
    expect(said(reason)).toContain('did not read the audit log from 2026-11-14T10:00:00Z to 2026-11-20T10:00:00Z');
    expect(said(reason)).not.toMatch(/^- /m);
  });

  it.each(['no-permission', 'failed'] as const)('is named without times after %s', (reason) => {
    expect(said(reason)).not.toMatch(/2026-/);
    expect(said(reason)).toContain('audit log');
  });
});
