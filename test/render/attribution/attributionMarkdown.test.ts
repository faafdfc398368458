import type { UnreadReason } from '../../../src/model/attribution.ts';
import { canonicalGuid, type TenantId } from '../../../src/model/tenantId.ts';
import { renderAttributionMarkdown } from '../../../src/render/attribution/attributionMarkdown.ts';

const tenantId = canonicalGuid('90e29127-71ad-49c7-9ce8-db3f41ea06f1') as TenantId;
const event = { at: '2026-11-20T10:00:00Z', activity: 'Update a partner', who: 'dana', application: 'Portal' };

test('every subject is a row with its newest event, the newest first, with names instead of ids where they are known', () => {
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
  expect(text.split('\n').slice(4)).toEqual([
    '| `2026-11-21T10:00:00Z` | Fabrikam | Delete a partner (1 earlier) | unknown |  |',
    '| `2026-11-20T10:00:00Z` | the default | Update a partner | dana | Portal |',
    '',
  ]);
});

test('names of people and applications cannot mention anybody or close a cell', () => {
  const text = renderAttributionMarkdown(
    { attributions: [{ tenantId, events: [{ ...event, who: '@all | <b>', application: '[x](y)' }] }] },
    (id) => id,
  );
  expect(text).not.toMatch(/@all|<b>|(?<!`)\[x\]/);
  expect(text.split('\n')[4]?.match(/\|/g)).toHaveLength(6);
});

test('no events make no text, and a long list of events is cut and says so', () => {
  expect(renderAttributionMarkdown({ attributions: [{ tenantId, events: [] }] }, (id) => id)).toBe('');
  const attributions = Array.from({ length: 60 }, () => ({ tenantId, events: [event] }));
  const text = renderAttributionMarkdown({ attributions }, (id) => id);
  expect(text).toContain('10 older events are left out');
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
  expect(text.match(/^\| .*Update a partner.*/gm)).toHaveLength(1);
  expect(text).toContain('(2 by xtap)');
  expect(text).toContain('Only xtap itself wrote to the default.');
});

describe('the unread part of the audit log', () => {
  const times = { from: '2026-11-14T10:00:00Z', to: '2026-11-20T10:00:00Z' };
  const said = (reason: UnreadReason) =>
    renderAttributionMarkdown({ attributions: [], notRead: { reason, ...times } }, (id) => id);

  it.each(['timeout', 'interrupted'] as const)('is named with its times after %s', (reason) => {
    expect(said(reason)).toContain('did not read the audit log from 2026-11-14T10:00:00Z to 2026-11-20T10:00:00Z');
    expect(said(reason)).not.toContain('| When |');
  });

  it.each(['no-permission', 'failed'] as const)('is named without times after %s', (reason) => {
    expect(said(reason)).not.toMatch(/2026-/);
    expect(said(reason)).toContain('audit log');
  });
});
