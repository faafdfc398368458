/* A replay for a terminal. Its reader may read the sign-ins file, so all counts are exact. */
import picocolors from 'picocolors';
import type { Colors } from '../text/colors.ts';
import { terminalText } from '../text/escape.ts';
import { wrapText } from '../text/wrapText.ts';
import { exactCounts } from './countWords.ts';
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

const style: ReplayStyle = { name: terminalText, code: terminalText, counts: exactCounts };

export function renderReplayText(
  view: ReplayView,
  { color, width, brief = false }: { readonly color: boolean; readonly width: number; readonly brief?: boolean },
): string {
  const colors = picocolors.createColors(color);
  const lines = brief ? replayHeadLines(view, { colors, width }) : replayBlock(view, { colors, width });
  return [...lines, ...wrapText(`Digest ${view.replay.planDigest}`, width, none).map(colors.dim), ''].join('\n');
}

const none = { first: '', rest: '  ' };

interface Page {
  readonly colors: Colors;
  readonly width: number;
}

/** Whether to trust the result, and the result in one line. */
export function replayHeadLines(view: ReplayView, { colors, width }: Page): readonly string[] {
  const [distrust, ...disagreements] = distrustLines(view, style);
  return [
    ...(distrust === undefined ? [] : wrapText(distrust, width, none).map((line) => colors.bold(colors.red(line)))),
    ...disagreements.flatMap((line) => wrapText(line, width, { first: '  ! ', rest: '    ' })),
    ...wrapText(replayHeadline(view, style), width, none).map(colors.bold),
  ];
}

/** The block ends with an empty line. */
export function replayBlock(view: ReplayView, page: Page): readonly string[] {
  const { colors, width } = page;
  const { from, to } = view.replay.signIns;
  const paragraph = (text: string): readonly string[] => wrapText(text, width, { first: '  ', rest: '    ' });
  return [
    colors.bold(`Sign-ins from ${from} to ${to}`),
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
