/* A message for an incoming webhook of Slack. Third-party text is `plain_text`, in which Slack reads no markup. */
import type { JsonObject } from '../../model/json.ts';
import type { Notification } from './notification.ts';
import { changeLines, factsOf, plainLine } from './notificationLines.ts';

/** Slack's limits: 150 characters in a header, 3,000 in a text. */
const maxHeader = 150;
const maxText = 3000;

export function slackBody(notification: Notification): string {
  const { runUrl } = notification;
  const title = plainLine(notification.title).slice(0, maxHeader);
  const lines = changeLines(notification);
  const facts = factsOf(notification).map(([name, value]) => `${name}: ${value}`);
  const blocks: readonly JsonObject[] = [
    { type: 'header', text: plainText(title) },
    ...(lines.length === 0 ? [] : [{ type: 'section', text: plainText(lines.join('\n')) }]),
    { type: 'context', elements: [plainText(facts.join(' · '))] },
    ...(runUrl === undefined
      ? []
      : [{ type: 'actions', elements: [{ type: 'button', text: plainText('Open the run'), url: runUrl }] }]),
  ];
  // Shown in the list of notifications. Slack reads markup in it.
  const text = title.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return JSON.stringify({ text, blocks });
}

function plainText(text: string): JsonObject {
  return { type: 'plain_text', text: text.slice(0, maxText), emoji: false };
}
