/*
 * A replay for a terminal. Its reader may read the sign-ins file, so all counts are exact. A file may be published, so
 * counts below five are hidden in it.
 */
import picocolors from 'picocolors';
import type { Colors } from '../text/colors.ts';
import { terminalText } from '../text/escape.ts';
import { digestLines, wrapText } from '../text/wrapText.ts';
import { exactCounts, hiddenCounts } from './countWords.ts';
import {
  changeItems,
  distrustLines,
  exposureLines,
  type ReplayStyle,
  type ReplayView,
  replayFooter,
  replayHeadline,
  replayNotes,
} from './replayWording.ts';

const exact: ReplayStyle = { name: terminalText, code: terminalText, counts: exactCounts };
const hidden: ReplayStyle = { ...exact, counts: hiddenCounts('<') };

export interface ReplayTextOptions {
  readonly color: boolean;
  readonly width: number;
  readonly brief?: boolean;
  readonly hidesCounts?: boolean;
}

export function renderReplayText(
  view: ReplayView,
  { color, width, brief = false, hidesCounts = false }: ReplayTextOptions,
): string {
  const colors = picocolors.createColors(color);
  const page = { colors, width, hidesCounts };
  const lines = brief ? replayHeadLines(view, page) : replayBlock(view, page);
  return [...lines, ...digestLines(view.replay.planDigest, width).map(colors.dim), ''].join('\n');
}

const none = { first: '', rest: '  ' };

interface Page {
  readonly colors: Colors;
  readonly width: number;
  readonly hidesCounts: boolean;
}

/** Whether to trust the result, and the result in one line. */
export function replayHeadLines(view: ReplayView, { colors, width, hidesCounts }: Page): readonly string[] {
  const style = hidesCounts ? hidden : exact;
  const [distrust, ...disagreements] = distrustLines(view, style);
  return [
    ...(distrust === undefined ? [] : wrapText(distrust, width, none).map((line) => colors.bold(colors.red(line)))),
    ...disagreements.flatMap((line) => wrapText(line, width, { first: '  ! ', rest: '    ' })),
    ...wrapText(replayHeadline(view, style), width, none).map(colors.bold),
  ];
}

/** The block ends with an empty line. */
export function replayBlock(view: ReplayView, page: Page): readonly string[] {
  const { colors, width, hidesCounts } = page;
  const style = hidesCounts ? hidden : exact;
  const { from, to } = view.replay.signIns;
  const paragraph = (text: string): readonly string[] => wrapText(text, width, { first: '  ', rest: '    ' });
  return [
    ...wrapText(`Sign-ins from ${from} to ${to}`, width, none).map(colors.bold),
    ...replayHeadLines(view, page),
    ...changeItems(view, style).flatMap(({ title, lines }) => [
      ...wrapText(title, width, { first: '  ', rest: '    ' }).map(colors.bold),
      ...lines.flatMap((line) => wrapText(line, width, { first: '    ', rest: '      ' })),
    ]),
    ...exposureLines(view, style).flatMap(paragraph),
    ...replayNotes(view, style).flatMap(paragraph),
    ...paragraph(replayFooter).map(colors.dim),
    '',
  ];
}
