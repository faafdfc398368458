/*
 * The body of the one comment on a pull request. Hidden lines frame its parts, so that the next run can parse it: the
 * current plan, and folded below it the older plans, newest first, so that a reviewer sees which plan was approved. A
 * plan cannot forge such a line, since xtap escapes third-party text.
 */
import { createHash } from 'node:crypto';
import { folded, reduceMarkdown } from './markdown.ts';

export const commentLimit = 65_536;
const maxOlder = 10;

export interface StickyPart {
  readonly commit: string;
  /** Empty if the run ended before it had a plan. */
  readonly digest: string;
  /** One line about the plan. */
  readonly title: string;
  readonly markdown: string;
}

interface StickyBody {
  readonly current: StickyPart;
  readonly older: readonly StickyPart[];
}

/** The hidden first line that identifies a comment or an issue. The key is hashed, since it may contain any text. */
export function markerOf(kind: 'comment' | 'drift', key: string): string {
  return `<!-- xtap:${kind} ${createHash('sha256').update(key).digest('hex').slice(0, 16)} -->`;
}

/** The body after this run, made from the body before it; equal to that if nothing has changed. */
export function nextBody(marker: string, current: StickyPart, before: string | undefined): string {
  const previous = before === undefined ? undefined : parseBody(before);
  const isReplaced =
    previous !== undefined && previous.current.digest !== '' && previous.current.digest !== current.digest;
  const older = isReplaced ? [previous.current, ...previous.older] : (previous?.older ?? []);
  return renderBody(marker, { current, older: older.slice(0, maxOlder) });
}

/**
 * Fits the limit: first the oldest plans lose their text, then they are dropped, then the current plan loses detail.
 */
function renderBody(marker: string, { current, older }: StickyBody): string {
  const render = (body: StickyBody): string =>
    [marker, ...partLines('plan', body.current), ...olderLines(body.older)].join('\n');
  for (let full = older.length; full >= 0; full -= 1) {
    const text = render({
      current,
      older: older.map((part, index) => (index < full ? part : { ...part, markdown: '' })),
    });
    if (text.length <= commentLimit) return text;
  }
  for (let kept = older.length - 1; kept >= 0; kept -= 1) {
    const text = render({ current, older: older.slice(0, kept).map((part) => ({ ...part, markdown: '' })) });
    if (text.length <= commentLimit) return text;
  }
  const frame = render({ current: { ...current, markdown: '' }, older: [] }).length;
  return render({
    current: { ...current, markdown: reduceMarkdown(current.markdown, commentLimit - frame - 2) },
    older: [],
  });
}

function olderLines(older: readonly StickyPart[]): readonly string[] {
  if (older.length === 0) return [];
  const parts = older.flatMap((part) => partLines('older', part));
  return ['', folded(`Older plans (${older.length})`, parts.join('\n')).trimEnd()];
}

function partLines(kind: 'plan' | 'older', part: StickyPart): readonly string[] {
  const { commit, digest, title } = part;
  // A log that quotes a frame line must not end the part.
  const markdown = part.markdown.trim().replaceAll('<!-- xtap:', '<!-- xtap\u200b:');
  const summary = `${commit.slice(0, 7)}: ${title} (${digest.slice(0, 19)})`;
  const content = kind === 'plan' ? markdown : markdown === '' ? `- ${summary}` : folded(summary, markdown).trimEnd();
  return [`<!-- xtap:${kind} ${JSON.stringify([commit, digest, title])} -->`, content, '<!-- xtap:end -->'];
}

const partPattern = /^<!-- xtap:(plan|older) (\[.*\]) -->\n([\s\S]*?)\n<!-- xtap:end -->$/gm;

/** Undefined without the frame: a person has edited the comment. */
function parseBody(body: string): StickyBody | undefined {
  const parts = [...body.replaceAll('\r\n', '\n').matchAll(partPattern)].map(([, kind, stamp = '', content = '']) => {
    return { kind, part: partOf(stamp, kind === 'older' ? unfolded(content) : content) };
  });
  const current = parts.find(({ kind }) => kind === 'plan')?.part;
  if (current === undefined) return undefined;
  const older = parts.flatMap(({ kind, part }) => (kind === 'older' && part !== undefined ? [part] : []));
  return { current, older };
}

function partOf(stamp: string, markdown: string): StickyPart | undefined {
  try {
    const [commit, digest, title] = JSON.parse(stamp) as readonly unknown[];
    if (typeof commit !== 'string' || typeof digest !== 'string' || typeof title !== 'string') return undefined;
    return { commit, digest, title, markdown };
  } catch {
    return undefined;
  }
}

function unfolded(content: string): string {
  return /^<details><summary>.*<\/summary>\n\n([\s\S]*)\n\n<\/details>$/.exec(content)?.[1] ?? '';
}
