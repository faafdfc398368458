/* The blocks below the changes of a plan as text: released, undeclared, warnings, exceeded guards, needed approval. */

import { broadensAccess, type PlanWarning } from '../../model/plan.ts';
import { showFindings } from '../diagnostics/shownFindings.ts';
import type { GuardRefusal, Review } from '../review.ts';
import { count, firstFew } from '../text/amounts.ts';
import type { Colors } from '../text/colors.ts';
import { shorten } from '../text/displayWidth.ts';
import { terminalText } from '../text/escape.ts';
import { nameRows } from '../text/nameRows.ts';
import { wrapText, wrapWords } from '../text/wrapText.ts';
import { allowanceSentences, approvalSentences, approvalWays } from './approvalWording.ts';
import type { GroupBy } from './changeGroups.ts';
import { fieldIndent } from './planTextFields.ts';
import { maxNames } from './planTextMembers.ts';
import { declaredAt, guardSentence, limitSentences, type PlanPurpose } from './planWording.ts';
import { problemNote, problemTitle, problemWords } from './problemWording.ts';
import { loosenedBlock, releasedBlock } from './releasedText.ts';
import {
  groupLines,
  ignoredLines,
  ignoredTitle,
  type UndeclaredLine,
  undeclaredLines,
  undeclaredNotes,
  undeclaredTitle,
} from './undeclaredWording.ts';

export interface NoteOptions {
  readonly colors: Colors;
  readonly width: number;
  readonly groupBy?: GroupBy | undefined;
}

/** The sentences of the footer. An alarm says nothing about the approval that apply needs. */
export function conditionSentences(review: Review, purpose?: PlanPurpose): readonly string[] {
  return [
    ...limitSentences(review.plan, purpose),
    ...(purpose === 'drift' ? [] : [...allowanceSentences(review), ...approvalSentences(review, approvalWays)]),
  ];
}

/** Each block ends with an empty line. */
export function noteLines(review: Review, { colors, width, groupBy: grouping }: NoteOptions): readonly string[] {
  const blocks = [
    problemBlock(review, colors, width),
    releasedBlock(review, colors, width),
    loosenedBlock(review, colors, width),
    undeclaredBlock(review, { colors, width, groupBy: grouping }),
    ignoredBlock(review, colors, width),
    warningBlock(review, colors, width),
    guardBlock(review, colors, width),
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

function undeclaredBlock(review: Review, { colors, width, groupBy: grouping }: NoteOptions): readonly string[] {
  const lines = undeclaredLines(review);
  const sentences = undeclaredNotes(review);
  if (lines.length === 0) return sentences.flatMap((sentence) => wrapText(sentence, width, { first: '', rest: '  ' }));
  return [
    colors.bold(`${undeclaredTitle} (${lines.length}):`),
    ...groupLines(lines, grouping).flatMap((line) => [
      ...undeclaredEntry(line, colors, width),
      ...(line.members ? nameRows(line.members, { max: maxNames, rows: 1, width, indent: fieldIndent }) : []),
    ]),
    ...sentences.flatMap((sentence) => wrapText(sentence, width, { first: '  ', rest: '  ' })),
  ];
}

function ignoredBlock(review: Review, colors: Colors, width: number): readonly string[] {
  const lines = ignoredLines(review);
  if (lines.length === 0) return [];
  const title = wrapText(`${ignoredTitle} (${lines.length}):`, width, { first: '', rest: '  ' });
  return [...title.map(colors.bold), ...lines.flatMap((line) => undeclaredEntry(line, colors, width))];
}

function undeclaredEntry(
  { name, tenantId, part, reason, mark, impact, values }: UndeclaredLine,
  colors: Colors,
  width: number,
): readonly string[] {
  const id = tenantId === undefined || name === tenantId ? [] : [tenantId];
  // Of a whole partner the first settings are enough here.
  const live = shorten(
    values.map((value) => shorten(terminalText(value), 200)).join('; '),
    part === undefined ? 160 : 600,
  );
  const isShort = part !== undefined && live.length <= 20;
  const words = [part, isShort ? live : undefined, reason].flatMap((word) =>
    word === undefined ? [] : [terminalText(word)],
  );
  const title = [...[shorten(terminalText(name), 36), ...id, ...words].join('  ').split(' '), '', mark];
  const paint = broadensAccess({ impact }) ? colors.yellow : (text: string): string => text;
  return [
    ...wrapWords(title, width, { first: '  ? ', rest: '      ' }).map(paint),
    ...(isShort ? [] : wrapText(live, width, { first: '      ', rest: '      ' })),
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

function guardBlock({ plan, refusals }: Review, colors: Colors, width: number): readonly string[] {
  if (refusals.length === 0) return [];
  const title = `Refused: ${count(refusals.length, 'guard')} exceeded. apply will send nothing.`;
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
