/* A replay for a pull request. Others than the owner of the sign-ins file read it, so counts below five are hidden. */
import { markdownCode } from '../text/escape.ts';
import { fitLimit } from '../text/fitLimit.ts';
import { moreItem, shortCode, shortName } from '../text/markdown.ts';
import { hiddenCounts } from './countWords.ts';
import {
  changeItems,
  distrustLines,
  exposureLines,
  type ReplayItem,
  type ReplayStyle,
  type ReplayView,
  replayFooter,
  replayHeadline,
  replayNotes,
} from './replayWording.ts';

const style: ReplayStyle = { name: shortName, code: (text) => shortCode(text, 60), counts: hiddenCounts('<') };
/** In the comment of a plan, which never leaves this block out. */
const maxListed = 10;

export function renderReplayMarkdown(view: ReplayView, limit: number): string {
  const all = changeItems(view, style).length;
  const render = (grains: number): string =>
    ['## xtap replay', '', ...replayLines(view, grains), `- Digest ${markdownCode(view.replay.planDigest)}`, ''].join(
      '\n',
    );
  return fitLimit(render, all, limit);
}

/** The section in the comment of a plan. */
export function replayBlock(view: ReplayView): readonly string[] {
  return ['### What the sign-ins say', '', ...replayLines(view, maxListed)];
}

function replayLines(view: ReplayView, max: number): readonly string[] {
  const items = changeItems(view, style);
  const [distrust, ...disagreements] = distrustLines(view, style);
  const { from, to } = view.replay.signIns;
  return [
    ...(distrust === undefined
      ? []
      : ['> [!CAUTION]', `> ${distrust}`, ...disagreements.map((line) => `> - ${line}`), '']),
    `**${replayHeadline(view, style)}**`,
    '',
    ...items.slice(0, max).flatMap(itemLines),
    ...moreItem(items.length, max),
    ...exposureLines(view, style).map((line) => `- ${line}`),
    ...(items.length > 0 || view.replay.exposure.length > 0 ? [''] : []),
    `<details><summary>Sign-ins from ${from} to ${to}</summary>`,
    '',
    ...replayNotes(view, style).map((line) => `- ${line}`),
    `- ${replayFooter}`,
    '',
    '</details>',
    '',
  ];
}

function itemLines({ title, lines }: ReplayItem): readonly string[] {
  return [`- ${title}`, ...lines.map((line) => `  - ${line}`)];
}
