/*
 * The body of the one comment on a pull request: the current plan, and below it one line for each older plan, newest
 * first, so that a reviewer sees which plan was approved. Hidden lines (stamps) tell the next run what to list. Anybody
 * who can edit the comment can write a stamp, so the next run takes nothing else from the comment, checks each part of
 * a stamp, and writes the line again. Rejected: copying the text of an older plan, which may be anybody's Markdown.
 */
import { createHash } from 'node:crypto';
import { markdownText } from '../../../../src/render/text/escape.ts';
import { folded, reduceMarkdown } from './markdown.ts';

export const commentLimit = 65_536;
const maxOlder = 10;
const maxTitle = 300;

/** What a stamp says about a plan. */
interface PlanStamp {
  readonly commit: string;
  /** Empty if the run ended before it had a plan. */
  readonly digest: string;
  /** One line about the plan. */
  readonly title: string;
  readonly runId: number;
}

export interface StickyPart extends PlanStamp {
  readonly markdown: string;
}

/** What a comment or an issue is about. */
export type MarkerKind = 'comment' | 'result' | 'drift' | 'unread' | 'apply';

/** The hidden first line that identifies a comment or an issue. The key is hashed, since it may contain any text. */
export function markerOf(kind: MarkerKind, key: string): string {
  return `<!-- xtap:${kind} ${createHash('sha256').update(key).digest('hex').slice(0, 16)} -->`;
}

/**
 * The body after this run, made from the body before it; equal to that if nothing has changed. `runsUrl` is the page of
 * the repository's runs.
 */
export function nextBody(
  current: StickyPart,
  { marker, before = '', runsUrl }: { readonly marker: string; readonly before?: string | undefined; runsUrl: string },
): string {
  const [previous, ...earlier] = readStamps(before);
  const isReplaced = previous !== undefined && previous.digest !== '' && previous.digest !== current.digest;
  const older = (isReplaced ? [previous, ...earlier] : earlier).slice(0, maxOlder);
  const head = `${marker}\n${stampLine('plan', current)}\n`;
  const tail = [`- [Run](${runsUrl}/${current.runId})\n`, ...olderLines(older, runsUrl)].join('\n');
  const limit = commentLimit - head.length - tail.length - 2;
  // A log that quotes a stamp must not become one.
  const markdown = current.markdown.trim().replaceAll('<!-- xtap:', '<!-- xtap\u200b:');
  const shown = reduceMarkdown(markdown, limit).trimEnd();
  return `${head}${shown}${isListItem(shown.split('\n').at(-1)) ? '\n' : '\n\n'}${tail}`;
}

/** A list continues directly; after anything else, a list needs an empty line. */
function isListItem(line = ''): boolean {
  return line.startsWith('- ');
}

function olderLines(older: readonly PlanStamp[], runsUrl: string): readonly string[] {
  if (older.length === 0) return [];
  const lines = older.flatMap((stamp) => [stampLine('older', stamp), '', olderLine(stamp, runsUrl), '']);
  return [folded(`Older plans (${older.length})`, lines.join('\n'))];
}

function olderLine({ commit, digest, title, runId }: PlanStamp, runsUrl: string): string {
  const plan = digest === '' ? '' : `, digest \`${digest.slice(0, 19)}\``;
  return `- \`${commit.slice(0, 7)}\`: ${markdownText(title)}${plan}, [run](${runsUrl}/${runId})`;
}

function stampLine(kind: 'plan' | 'older', { commit, digest, title, runId }: PlanStamp): string {
  return `<!-- xtap:${kind} ${JSON.stringify([commit, digest, title, runId])} -->`;
}

/** The stamps of a body, the current plan first. Empty if a person has removed the first one. */
function readStamps(body: string): readonly PlanStamp[] {
  const lines = body.replaceAll('\r\n', '\n').matchAll(/^<!-- xtap:(plan|older) (\[.*\]) -->$/gm);
  const stamps = [...lines].map(([, kind, text = '']) => ({ kind, stamp: stampOf(text) }));
  if (stamps[0]?.kind !== 'plan' || stamps[0].stamp === undefined) return [];
  return stamps.flatMap(({ kind, stamp }, index) =>
    stamp !== undefined && (index === 0 || kind === 'older') ? [stamp] : [],
  );
}

function stampOf(text: string): PlanStamp | undefined {
  try {
    const [commit, digest, title, runId] = JSON.parse(text) as readonly unknown[];
    if (typeof commit !== 'string' || !/^[0-9a-f]{40,64}$/.test(commit)) return undefined;
    if (typeof digest !== 'string' || !/^(sha256:[0-9a-f]{64})?$/.test(digest)) return undefined;
    if (typeof title !== 'string' || title.length > maxTitle) return undefined;
    return Number.isSafeInteger(runId) ? { commit, digest, title, runId: Number(runId) } : undefined;
  } catch {
    return undefined;
  }
}
