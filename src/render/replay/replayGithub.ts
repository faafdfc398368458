import { type Annotation, renderAnnotations } from '../text/annotations.ts';
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

/** Annotations escape their lines themselves. */
const style: ReplayStyle = { name: (text) => text, code: (text) => text, counts: hiddenCounts('<') };
const maxListed = 10;

export function renderReplayGithub(view: ReplayView): string {
  return renderAnnotations(replayAnnotations(view));
}

/** One annotation: a warning if people would be blocked, or if the result must not be trusted. */
export function replayAnnotations(view: ReplayView): readonly Annotation[] {
  const distrust = distrustLines(view, style);
  const { summary } = view.replay;
  const items = changeItems(view, style)
    .slice(0, maxListed)
    .map(({ title, lines }) => `${title}: ${lines.join('; ')}`);
  return [
    {
      level: summary.wouldBeBlocked.signIns > 0 || distrust.length > 0 ? 'warning' : 'notice',
      title: 'xtap replay',
      lines: [
        ...distrust,
        replayHeadline(view, style),
        ...items,
        ...exposureLines(view, style),
        ...replayNotes(view, style),
        replayFooter,
      ],
    },
  ];
}
