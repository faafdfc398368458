import { sortRepetitionsLast } from '../../model/diagnostic.ts';
import { broadensAccess, type Change, type Plan } from '../../model/plan.ts';
import type { GivenApproval } from '../../plan/approval.ts';
import { count, firstFew } from '../text/amounts.ts';
import { type Annotation, renderAnnotations } from '../text/annotations.ts';
import { allowanceSentences, approvalSentence, refusingGuards } from './consentWording.ts';
import { withDistinctNames } from './distinctNames.ts';
import { fieldWords, type InheritedLookup, inheritedLookups } from './fieldWords.ts';
import { releaseSentences } from './headline.ts';
import {
  actionVerb,
  byDanger,
  changeName,
  extraEffectsIn,
  guardSentence,
  impactMark,
  impactRank,
  isConflict,
  limitSentences,
  namesIn,
  type PlanPurpose,
  summaryLine,
} from './planWording.ts';
import { loosenedLists, releasedLines, releasedNote } from './releasedWording.ts';

export interface PlanGithubOptions {
  readonly consented?: GivenApproval | undefined;
  /** The command that made the plan. */
  readonly purpose?: PlanPurpose | undefined;
}

/**
 * Exceeded guards as errors; alarming changes, released entries, loosened rules and the warnings of the plan as
 * warnings; the summary as a notice.
 */
export function renderPlanGithub(original: Plan, { consented, purpose = 'plan' }: PlanGithubOptions = {}): string {
  const plan = withDistinctNames(original);
  const changes = byDanger(plan.changes.filter(isAlarming));
  const inherited = inheritedLookups(plan);
  const extraEffect = extraEffectsIn(plan);
  return renderAnnotations([
    ...guardAnnotations(plan, consented),
    ...releasedAnnotations(plan),
    ...changes.map((change) => changeAnnotation(change, inherited(change), extraEffect(change))),
    ...sortRepetitionsLast(plan.warnings).map(
      (warning): Annotation => ({
        level: 'warning',
        title: `xtap: ${warning.code}`,
        lines: [warning.message],
        file: warning.file,
        line: warning.line,
        hidden: warning.hidden,
      }),
    ),
    { level: 'notice', title: `xtap ${purpose}`, lines: summaryLines(plan, consented) },
  ]);
}

/** Lists undeclared partners and settings, since they make `drift` fail even without a change. */
function summaryLines(plan: Plan, consented: GivenApproval | undefined): readonly string[] {
  const names = namesIn(plan);
  const undeclared = plan.undeclared.map(({ tenantId, setting }) =>
    setting ? `${setting} of ${names(tenantId)}` : names(tenantId),
  );
  return [
    [summaryLine(plan), ...releaseSentences(plan)].join(' '),
    ...allowanceSentences(plan, consented),
    ...[approvalSentence(plan, consented) ?? []].flat(),
    ...limitSentences(plan),
    ...(undeclared.length > 0 ? [`Undeclared, not touched (${undeclared.length}): ${firstFew(undeclared, 10)}`] : []),
    `Digest ${plan.digest}`,
  ];
}

/** Deletions, changes of a default that partners inherit, changes that broaden access, and conflicts. */
function isAlarming(change: Change): boolean {
  const { action, impact, inheritedBy = [] } = change;
  return (
    action === 'delete' ||
    (impact !== 'neutral' && inheritedBy.length > 0) ||
    broadensAccess(change) ||
    isConflict(change)
  );
}

function guardAnnotations(plan: Plan, consented: GivenApproval | undefined): readonly Annotation[] {
  const names = namesIn(plan);
  return refusingGuards(plan, consented).map((guard) => {
    const partners = (guard.tenantIds ?? []).map(names);
    const partnerLine = partners.length === 0 ? [] : [firstFew(partners, 10)];
    return {
      level: 'error',
      title: `xtap: refused by ${guard.guard}`,
      lines: [guardSentence(guard, plan), ...partnerLine],
    };
  });
}

const maxListed = 10;
const maxFields = 8;

/** One annotation for all released entries and one per kind of looser rule, so many entries hide no other warning. */
function releasedAnnotations(plan: Plan): readonly Annotation[] {
  const released = releasedLines(plan).map(({ name, part, mark }) => `${name}: ${part} (${mark})`);
  const listed = (title: string, note: string, lines: readonly string[]): Annotation => {
    return { level: 'warning', title, lines: [note, ...firstLines(lines, maxListed)] };
  };
  return [
    ...(released.length === 0 ? [] : [listed('xtap: no longer managed', releasedNote, released)]),
    ...loosenedLists(plan).map(({ title, lines }) => listed('xtap: looser rules', title, lines)),
  ];
}

function firstLines(lines: readonly string[], max: number): readonly string[] {
  return lines.length > max ? [...lines.slice(0, max), `… and ${lines.length - max} more`] : lines;
}

function changeAnnotation(change: Change, inherited: InheritedLookup, extraEffect: string | undefined): Annotation {
  const ranked = [...change.fields].sort((a, b) => impactRank[a.impact] - impactRank[b.impact]);
  const fields = ranked.map((field) => {
    const words = fieldWords(field, inherited(field), 5).map((word) => word.text);
    const marks = [impactMark[field.impact], field.origin === 'both' ? 'both: conflict' : ''];
    return [`${field.path}: ${words.join(' ')}`, ...marks].filter(Boolean).join('  ');
  });
  const mark = impactMark[change.impact];
  const heirs = change.inheritedBy ?? [];
  const heirLine = heirs.length === 0 ? [] : [`inherited by ${count(heirs.length, 'partner')}`];
  const effectLine = extraEffect === undefined ? [] : [`${extraEffect}  ${mark}`];
  const lines = [...effectLine, ...firstLines(fields, maxFields), ...heirLine];
  return {
    level: 'warning',
    title: `xtap: ${actionVerb[change.action]} ${changeName(change)}${mark === '' ? '' : ` (${mark})`}`,
    lines: lines.length === 0 ? ['no settings'] : lines,
    file: change.file,
    line: change.line,
  };
}
