/*
 * What happened to the tenant, above the plan in the files of `apply --out`: such a file shows the plan, and its reader
 * must know whether the plan was applied. xtap writes it before the first request, and again at the end.
 */
import type { XtapError } from '../../model/errors.ts';
import type { ApplyReport } from '../../model/report.ts';
import { sentenceHtml } from '../html/markup.ts';
import { alert as htmlAlert } from '../html/planNotices.ts';
import { firstLines } from '../plan/planGithub.ts';
import { alert as markdownAlert } from '../plan/planMarkdownParts.ts';
import { type Annotation, renderAnnotations } from '../text/annotations.ts';
import { shorten } from '../text/displayWidth.ts';
import { htmlText, markdownText, terminalText, visibleText } from '../text/escape.ts';
import { wrapLines, wrapText } from '../text/wrapText.ts';
import { reportAnnotations } from './reportGithub.ts';
import { nextSteps, type ReportScope, reportCounts, reportHeadline } from './reportWording.ts';

export interface ApplyEnding {
  /** `Applied. The tenant is as planned.` */
  readonly headline: string;
  readonly sentences: readonly string[];
  /** The sentences are of an error, and may contain third-party text. */
  readonly hasNames: boolean;
  /** What a person has to look at, line by line. May contain third-party text. */
  readonly details: readonly Annotation[];
  readonly isComplete: boolean;
}

export const notEnded: ApplyEnding = {
  headline: 'The apply has not ended.',
  sentences: ['xtap writes this file again at the end. Until then, the journal says what was written.'],
  hasNames: false,
  details: [],
  isComplete: false,
};

/** Without a scope, only the headline, the counts and the next steps. */
export function endingOfReport(report: ApplyReport, scope?: ReportScope): ApplyEnding {
  return {
    headline: reportHeadline(report, {}),
    sentences: [`${reportCounts(report)}.`, ...nextSteps(report)],
    hasNames: false,
    details: scope ? reportAnnotations(report, scope) : [],
    isComplete: report.converged,
  };
}

/** Of a run that ended before its first write. */
export function endingOfError({ what, details }: XtapError): ApplyEnding {
  const { notDone, next = '' } = details;
  const sentences = [what, ...next.split('\n')].filter((line) => line !== '');
  return { headline: notDone || 'Nothing was written.', sentences, hasNames: true, details: [], isComplete: false };
}

export function endingText(ending: ApplyEnding, width: number): string {
  const { headline, sentences } = ending;
  const lines = [headline, ...sentences].map((line) => terminalText(line));
  const details = detailLines(ending).flatMap((line) =>
    wrapText(terminalText(line), width, { first: '  ', rest: '      ' }),
  );
  return `${[...wrapLines(lines, width), ...details].join('\n')}\n\n`;
}

export function endingMarkdown(ending: ApplyEnding): string {
  const { headline, sentences, hasNames, isComplete } = ending;
  const plain = (text: string): string => markdownText(shorten(visibleText(text), 1000));
  const lines = [...(hasNames ? sentences.map(plain) : sentences), ...detailLines(ending).map(plain)];
  return [`## xtap apply: ${headline}`, '', ...markdownAlert(isComplete ? 'NOTE' : 'WARNING', lines), ''].join('\n');
}

export function endingHtml(ending: ApplyEnding): string {
  const { headline, sentences, isComplete } = ending;
  const items = [...sentences.map(sentenceHtml), ...detailLines(ending).map(htmlText)];
  return htmlAlert(isComplete ? 'note' : 'care', `xtap apply: ${headline}`, items);
}

export function endingGithub({ headline, sentences, details, isComplete }: ApplyEnding): string {
  const level = isComplete ? 'notice' : 'error';
  return renderAnnotations([{ level, title: `xtap apply: ${headline}`, lines: sentences }, ...details]);
}

const maxDetails = 20;

/** `failed: Fabrikam: PATCH /policies/… (400); the answer`. */
function detailLines({ details }: ApplyEnding): readonly string[] {
  const lines = details.map(({ title, lines }) => `${title.replace(/^xtap: /, '')}: ${lines.join('; ')}`);
  return firstLines(lines, maxDetails);
}
