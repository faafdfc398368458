/* The blocks below the changes of a plan as text: released, undeclared, warnings, exceeded guards, needed approval. */

import type { PlanWarning } from '../../model/plan.ts';
import { showFindings } from '../diagnostics/shownFindings.ts';
import type { GuardRefusal, Review } from '../review.ts';
import { count, firstFew } from '../text/amounts.ts';
import type { Colors, TextPage } from '../text/colors.ts';
import { shorten } from '../text/displayWidth.ts';
import { terminalText } from '../text/escape.ts';
import { wrapText } from '../text/wrapText.ts';
import { allowanceSentences, approvalSentences, approvalWays } from './approvalWording.ts';
import type { GroupBy } from './changeGroups.ts';
import { declaredAt, guardSentence, limitSentences, type PlanPurpose } from './planWording.ts';
import { problemNote, problemTitle, problemWords } from './problemWording.ts';
import { loosenedBlock, releasedBlock } from './releasedText.ts';
import { undeclaredLists } from './undeclaredLists.ts';
import { undeclaredBlock } from './undeclaredText.ts';

export interface NoteOptions extends TextPage {
  readonly groupBy?: GroupBy | undefined;
  readonly purpose?: PlanPurpose | undefined;
}

/** The sentences of the footer. An alarm says nothing about the approval that apply needs. */
export function conditionSentences(review: Review, purpose?: PlanPurpose): readonly string[] {
  return [
    ...limitSentences(review.plan, purpose),
    ...(purpose === 'drift' ? [] : [...allowanceSentences(review), ...approvalSentences(review, approvalWays)]),
  ];
}

/** Each block ends with an empty line. */
export function noteLines(
  review: Review,
  { colors, width, groupBy: grouping, purpose }: NoteOptions,
): readonly string[] {
  const blocks = [
    problemBlock(review, colors, width),
    releasedBlock(review, grouping, { colors, width }),
    loosenedBlock(review, colors, width),
    ...undeclaredLists(review, grouping).map((list) => undeclaredBlock(list, { colors, width })),
    warningBlock(review, colors, width),
    guardBlock(review, { colors, width, purpose }),
  ];
  return blocks.filter((block) => block.length > 0).flatMap((block) => [...block, '']);
}

function problemBlock(review: Review, colors: Colors, width: number): readonly string[] {
  const title = problemTitle(review);
  if (title === undefined) return [];
  return [
    ...wrapText(`${title}. ${problemNote(review)}`, width, { first: '', rest: '  ' }).map((line) =>
      colors.bold(colors.red(line)),
    ),
    ...review.problems.flatMap((problem) => {
      const place = declaredAt(problem);
      const text = `${place === '' ? '' : `${place}: `}${problemWords(problem)}`;
      return wrapText(terminalText(text), width, { first: '  ! ', rest: '      ' });
    }),
  ];
}

function warningBlock({ warnings }: Review, colors: Colors, width: number): readonly string[] {
  const { listed, others } = showFindings(warnings, (warning) => warning);
  return [
    ...listed.flatMap((warning) => warningLines(warning, colors, width)),
    ...(others === undefined ? [] : [colors.yellow(terminalText(`… ${others} (-o json=FILE lists more)`))]),
  ];
}

function warningLines(warning: PlanWarning, colors: Colors, width: number): readonly string[] {
  const place = warning.file === undefined ? '' : `${declaredAt(warning)}: `;
  const lines = wrapText(terminalText(`${place}warning[${warning.code}]: ${warning.message}`), width, {
    first: '',
    rest: '  ',
  });
  return lines.map((line) => colors.yellow(line));
}

function guardBlock({ plan, refusals }: Review, { colors, width, purpose }: NoteOptions): readonly string[] {
  if (refusals.length === 0) return [];
  const sender = purpose === 'drift' ? 'A correction sends nothing' : 'apply will send nothing';
  const title = `Refused: ${count(refusals.length, 'guard')} exceeded. ${sender}.`;
  const linesOf = ({ result, partners }: GuardRefusal): readonly string[] => {
    const text = `${result.guard}: ${guardSentence(result, plan, terminalText)}`;
    const names = partners.map((name) => shorten(terminalText(name), 36));
    return [
      ...wrapText(text, width, { first: '  ', rest: '      ' }),
      ...(names.length === 0 ? [] : wrapText(firstFew(names, 10), width, { first: '      ', rest: '      ' })),
    ];
  };
  return [colors.bold(colors.red(title)), ...refusals.flatMap(linesOf)];
}
