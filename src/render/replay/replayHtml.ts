import { codeHtml, listHtml, nameHtml } from '../html/markup.ts';
import { page } from '../html/page.ts';
import { htmlText } from '../text/escape.ts';
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

const style: ReplayStyle = { name: nameHtml, code: codeHtml, figures: figureWords('&lt;') };

/** The replay as one self-contained page. */
export function renderReplayHtml(view: ReplayView): string {
  const shown = replayPage(view, 'everybody', style);
  return page('xtap replay', [...replayParts(shown), `<p>Digest ${codeHtml(shown.replay.planDigest)}</p>`].join('\n'));
}

/** The section on the page of a plan; empty without sign-ins. */
export function replaySection(view: ReplayView | undefined): string {
  if (view === undefined) return '';
  const parts = [
    '<h2 id="sign-ins-title">What the sign-ins say</h2>',
    ...replayParts(replayPage(view, 'everybody', style)),
  ];
  return `<section aria-labelledby="sign-ins-title">\n${parts.join('\n')}\n</section>`;
}

function replayParts(shown: ReplayPage): readonly string[] {
  const [distrust, ...disagreements] = distrustLines(shown);
  const { from, to } = shown.replay.signIns;
  const items = changeItems(shown).map(({ title, lines }) => `<strong>${title}</strong>${listHtml(lines)}`);
  return [
    ...(distrust === undefined ? [] : [`<p class="bad"><strong>${distrust}</strong></p>`, listHtml(disagreements)]),
    `<p><strong>${replayHeadline(shown)}</strong></p>`,
    listHtml([...items, ...exposureLines(shown)]),
    `<p>Sign-ins from ${htmlText(from)} to ${htmlText(to)}.</p>`,
    listHtml([...replayNotes(shown), htmlText(replayFooter)]),
  ];
}
