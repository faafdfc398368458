/* The words of a notification for people: facts and lines, as plain text. Each receiver puts them into its own form. */
import type { Impact } from '../../model/plan.ts';
import { count, formatNumber } from '../text/amounts.ts';
import { shorten } from '../text/displayWidth.ts';
import { visibleText } from '../text/escape.ts';
import type { Notification, NotificationEvent, NotifiedChange } from './notification.ts';

/** Third-party text in one bounded line without hidden characters. */
export function plainLine(text: string): string {
  return shorten(visibleText(text), 200);
}

const driftWords: Readonly<Record<Impact, string>> = {
  broadens: 'more open than declared',
  narrows: 'tighter than declared',
  mixed: 'partly more open than declared',
  neutral: 'different, with the same access',
};
const applyWords: Readonly<Record<Impact, string>> = {
  broadens: 'broadens access',
  narrows: 'narrows access',
  mixed: 'broadens and narrows access',
  neutral: 'the same access',
};
const signs: Readonly<Record<Impact, string>> = { broadens: '▲', narrows: '▼', mixed: '▲▼', neutral: '=' };

/** `▲ Fabrikam: more open than declared (inboundTrust.isMfaAccepted)`, and a line that counts the others. */
export function changeLines({ event, changes, more }: Notification): readonly string[] {
  const words = event.startsWith('drift.') ? driftWords : applyWords;
  const lines = changes.map((change) =>
    plainLine(`${signs[change.impact]} ${subjectOf(change)}: ${words[change.impact]}${settingsOf(change)}`),
  );
  return more === 0 ? lines : [...lines, `and ${formatNumber(more)} more`];
}

function subjectOf({ resource, tenantId, name }: NotifiedChange): string {
  if (resource !== 'partner') return resource === 'default' ? 'Tenant default' : 'Policy';
  return name ?? tenantId ?? 'A partner';
}

function settingsOf({ settings }: NotifiedChange): string {
  if (settings.length === 0) return '';
  const [first, second, ...others] = settings;
  const shown = [first, second].filter((each) => each !== undefined).join(', ');
  return ` (${shown}${others.length === 0 ? '' : ` and ${others.length} more`})`;
}

const countWords: Readonly<Record<string, string>> = {
  opened: 'More open',
  tightened: 'Tighter',
  mixed: 'Partly more open',
  same: 'Different, same access',
  waiting: 'Waiting for an apply',
  missing: 'Missing partners',
  undeclaredPartners: 'Undeclared partners',
  undeclaredSettings: 'Undeclared settings',
  ignored: 'Ignored partners with more access',
  problems: 'Problems',
  applied: 'Applied',
  alreadySatisfied: 'Already satisfied',
  stale: 'Stale',
  failed: 'Failed',
  unknown: 'Unknown',
  notAttempted: 'Not sent',
};

/** Name and value of each fact: tenant, counts that are not 0, commit. */
export function factsOf({ tenantId, counts, commit, error }: Notification): readonly (readonly [string, string])[] {
  const shown = Object.entries(counts).filter(([name, amount]) => amount > 0 && Object.hasOwn(countWords, name));
  return [
    ...(tenantId === undefined ? [] : [['Tenant', tenantId] as const]),
    ...shown.map(([name, amount]) => [countWords[name] ?? name, formatNumber(amount)] as const),
    ...(error === undefined ? [] : [['Error', error] as const]),
    ...(commit === undefined ? [] : [['Commit', plainLine(commit).slice(0, 7)] as const]),
  ];
}

const titleWords: Readonly<Record<NotificationEvent, string>> = {
  'drift.opened': 'Drift',
  'drift.changed': 'The drift has changed',
  'drift.closed': 'No drift any more',
  'drift.failed': 'The check for drift failed',
  'apply.done': 'Applied',
  'apply.failed': 'The apply failed',
  'apply.refused': 'The apply was refused',
};

const amountOf =
  (words: string) =>
  (amount: number): string =>
    `${formatNumber(amount)} ${words}`;

/** The counts as parts of a sentence; waiting and already satisfied changes need no attention. */
const sentenceWords: Readonly<Record<string, (amount: number) => string>> = {
  opened: amountOf('more open'),
  tightened: amountOf('tighter'),
  mixed: amountOf('partly more open'),
  same: amountOf('different'),
  missing: (amount) => count(amount, 'missing partner'),
  undeclaredPartners: (amount) => count(amount, 'undeclared partner'),
  undeclaredSettings: (amount) => count(amount, 'undeclared setting'),
  ignored: (amount) => count(amount, 'ignored partner'),
  problems: (amount) => count(amount, 'problem'),
  applied: amountOf('applied'),
  stale: amountOf('stale'),
  failed: amountOf('failed'),
  unknown: amountOf('unknown'),
  notAttempted: amountOf('not sent'),
};

/** `Drift in tenant …: 2 more open, 1 tighter`. */
export function notificationTitle(
  event: NotificationEvent,
  { tenantId, counts }: { readonly tenantId: string | undefined; readonly counts: Notification['counts'] },
): string {
  const where = tenantId === undefined ? '' : ` in tenant ${tenantId}`;
  const words = Object.entries(counts).flatMap(([name, amount]) =>
    amount > 0 ? (sentenceWords[name]?.(amount) ?? []) : [],
  );
  return `xtap: ${titleWords[event]}${where}${words.length === 0 ? '' : `: ${words.join(', ')}`}`;
}
