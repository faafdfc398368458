/* The three forms of a notification: bounded, without values, and without markup from names. */
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Notification } from '../../../src/render/notify/notification.ts';
import { mostOpen, webhookBody } from '../../../src/render/notify/notification.ts';
import { notificationTitle } from '../../../src/render/notify/notificationLines.ts';
import { notificationSchema } from '../../../src/render/notify/notificationSchema.ts';
import { slackBody } from '../../../src/render/notify/slackBlocks.ts';
import { teamsBody } from '../../../src/render/notify/teamsCard.ts';
import { fabrikam, home, partnerId } from '../../support/tenants.ts';

const hostile = '[Click](https://evil.example) <!channel> *now*\u202e';
const counts = { opened: 2, tightened: 1, mixed: 0, moreOpen: 2 };
const notification: Notification = {
  formatVersion: 1,
  event: 'drift.opened',
  at: '2026-11-30T04:17:00Z',
  toolVersion: '1.0.0',
  tenantId: home,
  exitCode: 2,
  title: notificationTitle('drift.opened', { tenantId: home, counts }),
  digest: `sha256:${'a'.repeat(64)}`,
  counts,
  ...mostOpen([
    ...Array.from({ length: 6 }, (_, index) => ({
      resource: 'partner' as const,
      tenantId: partnerId(index + 1),
      impact: 'narrows' as const,
      settings: ['inboundTrust.isMfaAccepted', 'a', 'b', 'c'],
    })),
    { resource: 'partner', tenantId: fabrikam, name: hostile, impact: 'broadens', settings: [] },
  ]),
  commit: 'c0ffee0000000000000000000000000000000001',
  runUrl: 'https://github.example/o/r/actions/runs/42',
};

test('the webhook gets the published form, with the most open change first and a bounded list', () => {
  const ajv = new Ajv2020.default({ strict: true });
  addFormats.default(ajv);
  const validate = ajv.compile(notificationSchema);
  const body = JSON.parse(webhookBody(notification)) as Notification;
  expect([validate(body), validate.errors]).toEqual([true, null]);
  expect(body.changes.map(({ impact }) => impact)).toEqual(['broadens', ...Array(4).fill('narrows')]);
  expect(body.more).toBe(2);
  expect(validate({ ...body, event: 'drift.other' })).toBe(false);
});

test('Teams gets an Adaptive Card in which third-party text is no Markdown', () => {
  const { attachments } = JSON.parse(teamsBody(notification)) as {
    attachments: { content: Record<string, unknown> }[];
  };
  const card = attachments[0]?.content as { body: { type: string; inlines?: { text: string }[] }[]; actions: unknown };
  const texts = card.body.flatMap(({ inlines = [] }) => inlines.map(({ text }) => text));
  expect(card.body.map(({ type }) => type)).toEqual([...Array(7).fill('RichTextBlock'), 'FactSet']);
  expect(texts[0]).toBe(`xtap: Drift in tenant ${home}: 2 more open, 1 tighter`);
  expect(texts[1]).toContain(': more open than declared');
  expect(texts[1]).toContain('\\u202e');
  expect(texts[2]).toContain(`▼ ${partnerId(1)}: tighter than declared (inboundTrust.isMfaAccepted, a and 2 more)`);
  expect(texts.at(-1)).toBe('and 2 more');
  expect(card.actions).toEqual([{ type: 'Action.OpenUrl', title: 'Open the run', url: notification.runUrl }]);
});

test('Slack gets blocks of plain text, within its limits', () => {
  const { text, blocks } = JSON.parse(slackBody(notification)) as { text: string; blocks: Record<string, unknown>[] };
  expect(blocks.map(({ type }) => type)).toEqual(['header', 'section', 'context', 'actions']);
  expect(JSON.stringify(blocks)).not.toContain('mrkdwn');
  const titled = { ...notification, title: `a < b & c > ${'d'.repeat(200)}` };
  expect((JSON.parse(slackBody(titled)) as { text: string }).text).toMatch(/^a &lt; b &amp; c &gt; d+/);
  expect(text).not.toContain('<');
  expect((blocks[0] as { text: { text: string } }).text.text.length).toBeLessThanOrEqual(150);
});
