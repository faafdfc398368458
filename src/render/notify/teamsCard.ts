/*
 * An Adaptive Card for a webhook of Microsoft Teams (Workflows). Third-party text is in rich text runs only: a text
 * block reads Markdown, so a name could contain a link.
 */
import type { JsonObject } from '../../model/json.ts';
import type { Notification } from './notification.ts';
import { changeLines, factsOf, plainLine } from './notificationLines.ts';

export function teamsBody(notification: Notification): string {
  const { title, runUrl } = notification;
  const content: JsonObject = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      richText(plainLine(title), { weight: 'Bolder', size: 'Medium', color: colorOf(notification) }),
      ...changeLines(notification).map((line) => richText(line)),
      { type: 'FactSet', facts: factsOf(notification).map(([name, value]) => ({ title: name, value })) },
    ],
    actions: runUrl === undefined ? [] : [{ type: 'Action.OpenUrl', title: 'Open the run', url: runUrl }],
  };
  const attachment = { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content };
  return JSON.stringify({ type: 'message', attachments: [attachment] });
}

function richText(text: string, style: JsonObject = {}): JsonObject {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text, ...style }] };
}

function colorOf({ event }: Notification): string {
  if (event === 'drift.closed' || event === 'apply.done') return 'Good';
  return event === 'apply.refused' || event === 'drift.changed' ? 'Warning' : 'Attention';
}
