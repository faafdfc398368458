/* The blocks below the changes of a plan as text: released, undeclared, warnings, exceeded guards, needed approval. */

import { broadensAccess, type GuardResult, type Plan, type PlanWarning } from '../../model/plan.ts';
import type { GivenApproval } from '../../plan/approval.ts';
import { firstOfEachCode } from '../diagnostics/firstOfEachCode.ts';
import { mergeRepetitions } from '../diagnostics/mergeRepetitions.ts';
import { count, firstFew } from '../text/amounts.ts';
import type { Colors } from '../text/colors.ts';
import { shorten } from '../text/displayWidth.ts';
import { terminalText } from '../text/escape.ts';
import { wrapText } from '../text/wrapText.ts';
import { allowanceSentences, approvalSentence, approvalWays, refusingGuards } from './consentWording.ts';
import { declaredAt, guardSentence, limitSentences, namesIn, type PlanPurpose } from './planWording.ts';
import { problemNote, problemTitle, problemWords } from './problemWording.ts';
import { loosenedBlock, releasedBlock } from './releasedText.ts';
import {
  acceptanceSentence,
  ignoredLines,
  ignoredTitle,
  silencedSentences,
  type UndeclaredLine,
  undeclaredLines,
  undeclaredTitle,
} from './undeclaredWording.ts';

export interface NoteOptions {
  readonly colors: Colors;
  readonly width: number;
  readonly consented?: GivenApproval | undefined;
  /** An alarm says nothing about the approval that apply needs. */
  readonly purpose?: PlanPurpose;
}

/** Each block ends with an empty line. */
export function noteLines(plan: Plan, { colors, width, consented, purpose }: NoteOptions): readonly string[] {
  const blocks = [
    problemBlock(plan, colors, width),
    releasedBlock(plan, colors, width),
    loosenedBlock(plan, colors, width),
    undeclaredBlock(plan, colors, width),
    ignoredBlock(plan, colors, width),
    warningBlock(plan, colors, width),
    guardBlock(plan, { colors, width, consented }),
    conditionBlock(plan, width, [
      ...limitSentences(plan, purpose),
      ...(purpose === 'drift' ? [] : approvalSentences(plan, consented)),
    ]),
  ];
  return blocks.filter((block) => block.length > 0).flatMap((block) => [...block, '']);
}

function problemBlock(plan: Plan, colors: Colors, width: number): readonly string[] {
  const title = problemTitle(plan);
  if (title === undefined) return [];
  return [
    ...wrapText(`${title}. ${problemNote(plan)}`, width, { first: '', rest: '  ' }).map((line) =>
      colors.bold(colors.red(line)),
    ),
    ...plan.problems.flatMap((problem) => {
      const place = declaredAt(problem);
      const text = `${place === '' ? '' : `${place}: `}${problemWords(problem)}`;
      return wrapText(terminalText(text), width, { first: '  ! ', rest: '      ' });
    }),
  ];
}

function undeclaredBlock(plan: Plan, colors: Colors, width: number): readonly string[] {
  const lines = undeclaredLines(plan);
  if (lines.length === 0) return [];
  const accept = acceptanceSentence(plan);
  return [
    colors.bold(`${undeclaredTitle} (${lines.length}):`),
    ...lines.flatMap((line) => undeclaredEntry(line, colors, width)),
    ...(accept === undefined ? [] : wrapText(accept, width, { first: '  ', rest: '  ' })),
  ];
}

function ignoredBlock(plan: Plan, colors: Colors, width: number): readonly string[] {
  const lines = ignoredLines(plan);
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
  const title = [shorten(terminalText(name), 36), ...id, ...words, mark].join('  ');
  const paint = broadensAccess({ impact }) ? colors.yellow : (text: string): string => text;
  return [
    ...wrapText(title, width, { first: '  ? ', rest: '      ' }).map(paint),
    ...(isShort ? [] : wrapText(live, width, { first: '      ', rest: '      ' })),
  ];
}

function warningBlock({ warnings }: Plan, colors: Colors, width: number): readonly string[] {
  const listed = warnings.filter(({ hidden }) => hidden === undefined);
  const { first, others } = firstOfEachCode(mergeRepetitions(listed, (warning) => warning));
  const counted = warnings.filter(({ hidden }) => hidden !== undefined);
  const linesOf = (warning: PlanWarning): readonly string[] => warningLines(warning, colors, width);
  const rest = others.map((line) => colors.yellow(terminalText(`… ${line} (-o json=FILE has them)`)));
  return [...first.flatMap(linesOf), ...rest, ...counted.flatMap(linesOf)];
}

function warningLines(warning: PlanWarning, colors: Colors, width: number): readonly string[] {
  const place = warning.file === undefined ? '' : `${declaredAt(warning)}: `;
  const lines = wrapText(terminalText(`${place}warning[${warning.code}]: ${warning.message}`), width, {
    first: '',
    rest: '  ',
  });
  return lines.map((line) => colors.yellow(line));
}

function guardBlock(plan: Plan, { colors, width, consented }: NoteOptions): readonly string[] {
  const exceeded = refusingGuards(plan, consented);
  if (exceeded.length === 0) return [];
  const title = `Refused: ${count(exceeded.length, 'guard')} exceeded. apply will send nothing.`;
  return [colors.bold(colors.red(title)), ...exceeded.flatMap((guard) => guardLines(guard, plan, width))];
}

function guardLines(guard: GuardResult, plan: Plan, width: number): readonly string[] {
  const indent = { first: '  ', rest: '      ' };
  const names = namesIn(plan);
  const sentence = wrapText(`${guard.guard}: ${guardSentence(guard, plan, terminalText)}`, width, indent);
  const partners = (guard.tenantIds ?? []).map((tenantId) => shorten(terminalText(names(tenantId)), 36));
  return partners.length === 0
    ? sentence
    : [...sentence, ...wrapText(firstFew(partners, 10), width, { first: '      ', rest: '      ' })];
}

function conditionBlock(plan: Plan, width: number, conditions: readonly string[]): readonly string[] {
  const sentences = [...silencedSentences(plan), ...conditions];
  return sentences.flatMap((sentence) => wrapText(sentence, width, { first: '', rest: '  ' }));
}

function approvalSentences(plan: Plan, consented: GivenApproval | undefined): readonly string[] {
  const sentence = approvalSentence(plan, consented, approvalWays);
  return [...allowanceSentences(plan, consented), ...(sentence === undefined ? [] : [sentence])];
}
