/* A replay for a pull request. Others than the owner of the sign-ins file read it, so counts below five are hidden. */
import { markdownCode } from '../text/escape.ts';
import { fitLimit } from '../text/fitLimit.ts';
import { moreItem, shortCode, shortName } from '../text/markdown.ts';
import { figureWords } from './figureWords.ts';
import {
  changeItems,
  distrustLines,
  exposureLines,
  type ReplayItem,
  type ReplayPage,
  type ReplayStyle,
  type ReplayView,
  replayFooter,
  replayHeadline,
  replayNotes,
  replayPage,
} from './replayWording.ts';

const style: ReplayStyle = { name: shortName, code: (text) => shortCode(text, 60), figures: figureWords('<') };
/** In the comment of a plan, which never leaves this block out. */
const maxListed = 10;

export function renderReplayMarkdown(view: ReplayView, limit: number): string {
  const page = replayPage(view, 'everybody', style);
  const all = changeItems(page).length;
  const render = (grains: number): string =>
    ['## xtap replay', '', ...replayLines(page, grains), `- Digest ${markdownCode(page.replay.planDigest)}`, ''].join(
      '\n',
    );
  return fitLimit(render, all, limit);
}

/** The section in the comment of a plan. */
export function replayBlock(view: ReplayView): readonly string[] {
  return ['### What the sign-ins say', '', ...replayLines(replayPage(view, 'everybody', style), maxListed)];
}

function replayLines(page: ReplayPage, max: number): readonly string[] {
  const items = changeItems(page);
  const [distrust, ...disagreements] = distrustLines(page);
  const { from, to } = page.replay.signIns;
  return [
    ...(distrust === undefined
      ? []
      : ['> [!CAUTION]', `> ${distrust}`, ...disagreements.map((line) => `> - ${line}`), '']),
    `**${replayHeadline(page)}**`,
    '',
    ...items.slice(0, max).flatMap(itemLines),
    ...moreItem(items.length, max),
    ...exposureLines(page).map((line) => `- ${line}`),
    ...(items.length > 0 || page.replay.exposure.length > 0 ? [''] : []),
    `<details><summary>Sign-ins from ${from} to ${to}</summary>`,
    '',
    ...replayNotes(page).map((line) => `- ${line}`),
    `- ${replayFooter}`,
    '',
    '</details>',
    '',
  ];
}

function itemLines({ title, lines }: ReplayItem): readonly string[] {
  return [`- ${title}`, ...lines.map((line) => `  - ${line}`)];
}
