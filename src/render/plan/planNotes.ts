/* The blocks below the changes of a plan as text: released, undeclared, warnings, exceeded guards, needed approval. */

import type { GuardResult, Plan, PlanWarning } from '../../model/plan.ts';
import type { GivenApproval } from '../../plan/approval.ts';
import { firstOfEachCode } from '../diagnostics/firstOfEachCode.ts';
import { count, firstFew } from '../text/amounts.ts';
import type { Colors } from '../text/colors.ts';
import { shorten } from '../text/displayWidth.ts';
import { terminalText } from '../text/escape.ts';
import { wrapText } from '../text/wrapText.ts';
import { allowanceSentences, approvalSentence, approvalWays, refusingGuards } from './consentWording.ts';
import { declaredAt, guardSentence, limitSentences, namesIn } from './planWording.ts';
import { loosenedBlock, releasedBlock } from './releasedText.ts';

export interface NoteOptions {
  readonly colors: Colors;
  readonly width: number;
  readonly consented: GivenApproval | undefined;
}

/** Each block ends with an empty line. */
export function noteLines(plan: Plan, { colors, width, consented }: NoteOptions): readonly string[] {
  const blocks = [
    releasedBlock(plan, colors, width),
    loosenedBlock(plan, colors, width),
    undeclaredBlock(plan, colors, width),
    warningBlock(plan, colors, width),
    guardBlock(plan, { colors, width, consented }),
    conditionBlock(plan, width, consented),
  ];
  return blocks.filter((block) => block.length > 0).flatMap((block) => [...block, '']);
}

function undeclaredBlock(plan: Plan, colors: Colors, width: number): readonly string[] {
  if (plan.undeclared.length === 0) return [];
  const names = namesIn(plan);
  const lines = plan.undeclared.map(({ tenantId, setting, reason }) => {
    const what = setting === undefined ? '' : `  ${terminalText(setting)}`;
    const name = names(tenantId) === tenantId ? '' : `${shorten(terminalText(names(tenantId)), 36)}  `;
    return wrapText(`${name}${tenantId}${what}  ${terminalText(reason)}`, width, { first: '  ? ', rest: '      ' });
  });
  return [colors.bold(`Undeclared, not touched (${plan.undeclared.length}):`), ...lines.flat()];
}

function warningBlock({ warnings }: Plan, colors: Colors, width: number): readonly string[] {
  const { first, others } = firstOfEachCode(warnings.filter(({ hidden }) => hidden === undefined));
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

function conditionBlock(plan: Plan, width: number, consented: GivenApproval | undefined): readonly string[] {
  const sentences = [
    ...limitSentences(plan),
    ...allowanceSentences(plan, consented),
    approvalSentence(plan, consented, approvalWays) ?? [],
  ];
  return sentences.flat().flatMap((sentence) => wrapText(sentence, width, { first: '', rest: '  ' }));
}
