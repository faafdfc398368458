import { rankFindings } from '../../model/diagnostic.ts';
import type { Change, Plan } from '../../model/plan.ts';
import type { GivenApproval } from '../../plan/approval.ts';
import { replayAnnotations } from '../replay/replayGithub.ts';
import type { ReplayView } from '../replay/replayWording.ts';
import { byRisk, type Review, reviewPlan } from '../review.ts';
import { count, firstFew, formatNumber } from '../text/amounts.ts';
import { type Annotation, renderAnnotations } from '../text/annotations.ts';
import { allowanceSentences, approvalSentences } from './approvalWording.ts';
import { type ChangeGroup, decidingPlace, groupChanges, groupName, groupReasons, sortedNames } from './changeGroups.ts';
import { withDistinctNames } from './distinctNames.ts';
import { fieldWords, type InheritedLookup, inheritedLookups } from './fieldWords.ts';
import { releaseSentences } from './headline.ts';
import { actionVerb, guardSentence, impactMark, limitSentences, summaryLine, undoSentences } from './planWording.ts';
import { problemSentences } from './problemWording.ts';
import { loosenedLists, releasedNote } from './releasedWording.ts';
import {
  entriesBeyond,
  groupTitle,
  memberNames,
  releasedGroups,
  type UndeclaredEntry,
  type UndeclaredGroup,
  undeclaredLists,
} from './undeclaredLists.ts';
import { silencedSentences } from './undeclaredWording.ts';

export interface PlanGithubOptions {
  readonly consented?: GivenApproval | undefined;
  readonly replay?: ReplayView | undefined;
}

/**
 * Partners that cannot be planned and exceeded guards as errors; alarming changes (equal ones once), released entries,
 * loosened rules and the warnings of the plan as warnings; the summary as a notice.
 */
export function renderPlanGithub(original: Plan, { consented, replay }: PlanGithubOptions = {}): string {
  const plan = withDistinctNames(original);
  const review = reviewPlan(plan, consented);
  return renderAnnotations([
    ...problemAnnotations(review),
    ...guardAnnotations(review),
    ...(replay ? replayAnnotations(replay) : []),
    ...releasedAnnotations(review),
    ...changeAnnotations(plan, review.alarming),
    ...warningAnnotations(review),
    { level: 'notice', title: 'xtap plan', lines: summaryLines(review) },
  ]);
}

export function warningAnnotations({ warnings }: Review): readonly Annotation[] {
  return rankFindings(warnings).map((warning) => ({
    level: 'warning',
    title: `xtap: ${warning.code}`,
    lines: [warning.message],
    file: warning.file,
    line: warning.line,
    hidden: warning.hidden,
  }));
}

/** Lists undeclared partners and settings, since they make `drift` fail even without a change. */
function summaryLines(review: Review): readonly string[] {
  const { plan } = review;
  return [
    [summaryLine(plan), ...problemSentences(plan), ...releaseSentences(plan)].join(' '),
    ...undoSentences(plan),
    ...allowanceSentences(review),
    ...approvalSentences(review),
    ...limitSentences(plan),
    ...undeclaredLists(review).flatMap(({ title, amount, groups, notes }) => [
      ...(groups.length === 0
        ? []
        : [`${title} (${amount}): ${firstFew(groups.map(entryWords), maxListed, entriesBeyond(groups, maxListed))}`]),
      ...notes,
    ]),
    ...silencedSentences(review),
    `Digest ${plan.digest}`,
  ];
}

/** `inboundTrust of Fabrikam 90e29127-… (▲ broader than the default)`; of equal entries, the first names. */
function entryWords(group: UndeclaredGroup): string {
  const [entry] = group;
  const part = entry.part === undefined ? '' : `${entry.part} of `;
  const why = entry.reason === undefined ? '' : `${entry.reason}; `;
  if (group.length === 1) return `${part}${withId(entry)} (${why}${entry.mark})`;
  return `${part}${groupTitle(group)} (${why}${entry.mark}): ${firstFew(memberNames(group), maxListed)}`;
}

/** One line for each of the first groups. */
export function entryLines(groups: readonly UndeclaredGroup[], max: number): readonly string[] {
  return firstLines(groups.map(entryWords), max, entriesBeyond(groups, max));
}

/** A label stands beside its id, never in its place. */
function withId({ name, tenantId }: Pick<UndeclaredEntry, 'name' | 'tenantId'>): string {
  return tenantId === undefined || name.includes(tenantId) ? name : `${name} ${tenantId}`;
}

export function problemAnnotations({ problems }: Review): readonly Annotation[] {
  return problems.map(({ tenantId, name, code, message, file, line }) => ({
    level: 'error',
    title: `xtap: ${name ?? tenantId} cannot be planned (${code})`,
    lines: [message],
    file,
    line,
  }));
}

export function guardAnnotations({ plan, refusals }: Review): readonly Annotation[] {
  return refusals.map(({ result, partners }) => ({
    level: 'error',
    title: `xtap: refused by ${result.guard}`,
    lines: [guardSentence(result, plan), ...(partners.length === 0 ? [] : [firstFew(partners, 10)])],
  }));
}

const maxListed = 10;
const maxFields = 8;

/** One annotation for all released entries and one per kind of looser rule, so many entries hide no other warning. */
export function releasedAnnotations(review: Review): readonly Annotation[] {
  const released = entryLines(releasedGroups(review), maxListed);
  const listed = (title: string, note: string, lines: readonly string[]): Annotation => {
    return { level: 'warning', title, lines: [note, ...lines] };
  };
  return [
    ...(released.length === 0 ? [] : [listed('xtap: no longer managed', releasedNote, released)]),
    ...loosenedLists(review).map(({ title, lines }) =>
      listed('xtap: looser rules', title, firstLines(lines, maxListed)),
    ),
  ];
}

export function firstLines(lines: readonly string[], max: number, more = lines.length - max): readonly string[] {
  return more > 0 ? [...lines.slice(0, max), `… and ${formatNumber(more)} more`] : lines;
}

/** One annotation for each group of equal changes. */
export function changeAnnotations(plan: Plan, changes: readonly Change[], verb = actionVerb): readonly Annotation[] {
  const inherited = inheritedLookups(plan);
  return groupChanges(plan, 'change', changes).map((group) => changeAnnotation(group, inherited(group.change), verb));
}

function changeAnnotation(group: ChangeGroup, inherited: InheritedLookup, verb: typeof actionVerb): Annotation {
  const { change, changes } = group;
  const ranked = byRisk(group.fields);
  const fields = ranked.map((field) => {
    const words = fieldWords(field, inherited(field), 5).map((word) => word.text);
    const marks = [impactMark[field.impact], field.origin === 'both' ? 'both: conflict' : ''];
    return [`${field.path}: ${words.join(' ')}`, ...marks].filter(Boolean).join('  ');
  });
  const mark = impactMark[group.impact];
  const heirs = change.inheritedBy ?? [];
  const heirLine = heirs.length === 0 ? [] : [`inherited by ${count(heirs.length, 'partner')}`];
  const reasons = groupReasons(group).map(({ message, impact }) => `${message}  ${impactMark[impact]}`);
  const names = changes.length === 1 ? [] : [firstFew(sortedNames(changes), 10)];
  const lines = [...reasons, ...firstLines(fields, maxFields), ...heirLine, ...names];
  const [strongest] = ranked;
  // Without a common profile, the line that decides the first change of the group.
  const place = decidingPlace(group).profile === undefined ? (strongest ?? change) : decidingPlace(group);
  return {
    level: 'warning',
    title: `xtap: ${verb[change.action]} ${groupName(group)}${mark === '' ? '' : ` (${mark})`}`,
    lines: lines.length === 0 ? ['no settings'] : lines,
    file: place.file ?? change.file,
    line: place.file === undefined ? change.line : place.line,
    hidden: changes.length,
  };
}
