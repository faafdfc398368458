/*
 * A replay for a terminal. Its reader may read the sign-ins file, so all counts are exact. A file may be published, so
 * counts below five are hidden in it.
 */
import picocolors from 'picocolors';
import type { TextPage } from '../text/colors.ts';
import { terminalText } from '../text/escape.ts';
import { digestLines, wrapText } from '../text/wrapText.ts';
import { figureWords } from './figureWords.ts';
import {
  changeItems,
  distrustLines,
  exposureLines,
  type ReplayPage,
  type ReplayStyle,
  type ReplayView,
  replayFooter,
  replayHeadline,
  replayNotes,
  replayPage,
} from './replayWording.ts';

const style: ReplayStyle = { name: terminalText, code: terminalText, figures: figureWords('<') };

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
  const layout = { colors, width, hidesCounts };
  const lines = brief ? replayHeadLines(view, layout) : replayBlock(view, layout);
  return [...lines, ...digestLines(view.replay.planDigest, width).map(colors.dim), ''].join('\n');
}

const none = { first: '', rest: '  ' };

interface Layout extends TextPage {
  readonly hidesCounts: boolean;
}

/** Whether to trust the result, and the result in one line. */
export function replayHeadLines(view: ReplayView, layout: Layout): readonly string[] {
  return headLines(pageFor(view, layout), layout);
}

function headLines(page: ReplayPage, { colors, width }: Layout): readonly string[] {
  const [distrust, ...disagreements] = distrustLines(page);
  return [
    ...(distrust === undefined ? [] : wrapText(distrust, width, none).map((line) => colors.bold(colors.red(line)))),
    ...disagreements.flatMap((line) => wrapText(line, width, { first: '  ! ', rest: '    ' })),
    ...wrapText(replayHeadline(page), width, none).map(colors.bold),
  ];
}

function pageFor(view: ReplayView, { hidesCounts }: Layout): ReplayPage {
  return replayPage(view, hidesCounts ? 'everybody' : 'owner', style);
}

/** The block ends with an empty line. */
export function replayBlock(view: ReplayView, layout: Layout): readonly string[] {
  const { colors, width } = layout;
  const page = pageFor(view, layout);
  const { from, to } = page.replay.signIns;
  const paragraph = (text: string): readonly string[] => wrapText(text, width, { first: '  ', rest: '    ' });
  return [
    ...wrapText(`Sign-ins from ${from} to ${to}`, width, none).map(colors.bold),
    ...headLines(page, layout),
    ...changeItems(page).flatMap(({ title, lines }) => [
      ...wrapText(title, width, { first: '  ', rest: '    ' }).map(colors.bold),
      ...lines.flatMap((line) => wrapText(line, width, { first: '    ', rest: '      ' })),
    ]),
    ...exposureLines(page).flatMap(paragraph),
    ...replayNotes(page).flatMap(paragraph),
    ...paragraph(replayFooter).map(colors.dim),
    '',
  ];
}
