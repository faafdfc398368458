import { codeHtml, listHtml, nameHtml } from '../html/markup.ts';
import { page } from '../html/page.ts';
import { htmlText } from '../text/escape.ts';
import { hiddenCounts } from './countWords.ts';
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

const style: ReplayStyle = { name: nameHtml, code: codeHtml, counts: hiddenCounts('&lt;') };

/** The replay as one self-contained page. */
export function renderReplayHtml(view: ReplayView): string {
  return page('xtap replay', [...replayParts(view), `<p>Digest ${codeHtml(view.replay.planDigest)}</p>`].join('\n'));
}

/** The section on the page of a plan; empty without sign-ins. */
export function replaySection(view: ReplayView | undefined): string {
  if (view === undefined) return '';
  const parts = ['<h2 id="sign-ins-title">What the sign-ins say</h2>', ...replayParts(view)];
  return `<section aria-labelledby="sign-ins-title">\n${parts.join('\n')}\n</section>`;
}

function replayParts(view: ReplayView): readonly string[] {
  const [distrust, ...disagreements] = distrustLines(view, style);
  const { from, to } = view.replay.signIns;
  const items = changeItems(view, style).map(({ title, lines }) => `<strong>${title}</strong>${listHtml(lines)}`);
  return [
    ...(distrust === undefined ? [] : [`<p class="bad"><strong>${distrust}</strong></p>`, listHtml(disagreements)]),
    `<p><strong>${replayHeadline(view, style)}</strong></p>`,
    listHtml([...items, ...exposureLines(view, style)]),
    `<p>Sign-ins from ${htmlText(from)} to ${htmlText(to)}.</p>`,
    listHtml([...replayNotes(view, style), htmlText(replayFooter)]),
  ];
}
