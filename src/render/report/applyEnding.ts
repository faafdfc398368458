/*
 * What happened to the tenant, above the plan in the files of `apply --out`: such a file shows the plan, and its reader
 * must know whether the plan was applied. xtap writes it before the first request, and again at the end.
 */
import type { XtapError } from '../../model/errors.ts';
import type { ApplyReport } from '../../model/report.ts';
import { sentenceHtml } from '../html/markup.ts';
import { alert as htmlAlert } from '../html/planNotices.ts';
import { alert as markdownAlert } from '../plan/planMarkdownParts.ts';
import { renderAnnotations } from '../text/annotations.ts';
import { shorten } from '../text/displayWidth.ts';
import { markdownText, terminalText, visibleText } from '../text/escape.ts';
import { wrapLines } from '../text/wrapText.ts';
import { nextSteps, reportCounts, reportHeadline } from './reportWording.ts';

export interface ApplyEnding {
  /** `Applied. The tenant is as planned.` */
  readonly headline: string;
  readonly sentences: readonly string[];
  /** The sentences are of an error, and may contain third-party text. */
  readonly hasNames: boolean;
  readonly isComplete: boolean;
}

export const notEnded: ApplyEnding = {
  headline: 'The apply has not ended.',
  sentences: ['xtap writes this file again at the end. Until then, the journal says what was written.'],
  hasNames: false,
  isComplete: false,
};

export function endingOfReport(report: ApplyReport): ApplyEnding {
  return {
    headline: reportHeadline(report, {}),
    sentences: [`${reportCounts(report)}.`, ...nextSteps(report)],
    hasNames: false,
    isComplete: report.converged,
  };
}

/** Of a run that ended before its first write. */
export function endingOfError({ what, details }: XtapError): ApplyEnding {
  const { notDone, next = '' } = details;
  const sentences = [what, ...next.split('\n')].filter((line) => line !== '');
  return { headline: notDone || 'Nothing was written.', sentences, hasNames: true, isComplete: false };
}

export function endingText({ headline, sentences }: ApplyEnding, width: number): string {
  const lines = [headline, ...sentences].map((line) => terminalText(line));
  return `${wrapLines(lines, width).join('\n')}\n\n`;
}

export function endingMarkdown({ headline, sentences, hasNames, isComplete }: ApplyEnding): string {
  const lines = hasNames ? sentences.map((sentence) => markdownText(shorten(visibleText(sentence), 500))) : sentences;
  return [`## xtap apply: ${headline}`, '', ...markdownAlert(isComplete ? 'NOTE' : 'WARNING', lines), ''].join('\n');
}

export function endingHtml({ headline, sentences, isComplete }: ApplyEnding): string {
  return htmlAlert(isComplete ? 'note' : 'care', `xtap apply: ${headline}`, sentences.map(sentenceHtml));
}

export function endingGithub({ headline, sentences, isComplete }: ApplyEnding): string {
  const level = isComplete ? 'notice' : 'error';
  return renderAnnotations([{ level, title: `xtap apply: ${headline}`, lines: sentences }]);
}
