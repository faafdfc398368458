import { isNone } from '../../replay/figure.ts';
import { type Annotation, renderAnnotations } from '../text/annotations.ts';
import { figureWords } from './figureWords.ts';
import {
  changeItems,
  distrustLines,
  exposureLines,
  type ReplayStyle,
  type ReplayView,
  replayFooter,
  replayHeadline,
  replayNotes,
  replayPage,
} from './replayWording.ts';

/** Annotations escape their lines themselves. */
const style: ReplayStyle = { name: (text) => text, code: (text) => text, figures: figureWords('<') };
const maxListed = 10;

export function renderReplayGithub(view: ReplayView): string {
  return renderAnnotations(replayAnnotations(view));
}

/** One annotation: a warning if people would be blocked, or if the result must not be trusted. */
export function replayAnnotations(view: ReplayView): readonly Annotation[] {
  const page = replayPage(view, 'everybody', style);
  const distrust = distrustLines(page);
  const items = changeItems(page)
    .slice(0, maxListed)
    .map(({ title, lines }) => `${title}: ${lines.join('; ')}`);
  return [
    {
      level: !isNone(page.replay.people.wouldBeBlocked) || distrust.length > 0 ? 'warning' : 'notice',
      title: 'xtap replay',
      lines: [...distrust, replayHeadline(page), ...items, ...exposureLines(page), ...replayNotes(page), replayFooter],
    },
  ];
}
