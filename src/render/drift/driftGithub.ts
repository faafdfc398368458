/* Drift as workflow annotations, at the lines of the configuration that declare the other value. */
import type { Plan } from '../../model/plan.ts';
import type { Drift } from '../../plan/drift/describeDrift.ts';
import type { DriftStep } from '../../plan/drift/driftStep.ts';
import { type ChangeGroup, decidingPlace, sortedNames } from '../plan/changeGroups.ts';
import { type InheritedLookup, stepWords } from '../plan/fieldWords.ts';
import {
  entryLines,
  firstLines,
  guardAnnotations,
  problemAnnotations,
  releasedAnnotations,
  warningAnnotations,
} from '../plan/planGithub.ts';
import { limitSentences } from '../plan/planWording.ts';
import { type UndeclaredList, undeclaredLists } from '../plan/undeclaredLists.ts';
import { silencedSentences, undeclaredNotes } from '../plan/undeclaredWording.ts';
import { byRisk } from '../review.ts';
import { firstFew } from '../text/amounts.ts';
import { type Annotation, renderAnnotations } from '../text/annotations.ts';
import { groupSteps, markOfField, reviewDistinctly, stepMark, stepName, stepSentences } from './driftWording.ts';
import { inheritedIn } from './inheritedValues.ts';

/** `lastLines`: of the run. `digest`: of the plan, or of the correction that was applied. */
export function renderDriftGithub(
  plan: Plan,
  drift: Drift,
  { lastLines, digest }: { readonly lastLines: readonly string[]; readonly digest: string },
): string {
  const review = reviewDistinctly(plan, drift);
  const inherited = inheritedIn(drift, plan.names);
  const { undeclaredCounted, ignoredOpened } = review;
  const [undeclared, ignored] = undeclaredLists({ ...review, undeclared: undeclaredCounted, ignored: ignoredOpened });
  return renderAnnotations([
    ...problemAnnotations(review),
    ...guardAnnotations(review),
    ...groupSteps(review, 'change').map((group) => stepAnnotation(group, inherited(group.change))),
    ...listAnnotation('xtap: undeclared', undeclared),
    ...listAnnotation('xtap: ignored and too open', ignored),
    ...releasedAnnotations(review),
    ...warningAnnotations(review),
    {
      level: 'notice',
      title: 'xtap drift',
      lines: [
        lastLines.join(' '),
        ...limitSentences(plan, 'drift'),
        ...undeclaredNotes(review),
        ...silencedSentences(review),
        `Digest ${digest}`,
      ],
    },
  ]);
}

const maxFields = 8;
const maxListed = 10;

function stepAnnotation(group: ChangeGroup<DriftStep>, inherited: InheritedLookup): Annotation {
  const { change, changes } = group;
  const ranked = byRisk(group.fields);
  const fields = ranked.map((field) => {
    const words = stepWords(field, inherited(field), 5).map((word) => word.text);
    return `${field.path}: ${words.join(' ')}  ${markOfField(field)}`;
  });
  const names = changes.length === 1 ? [] : [firstFew(sortedNames(changes), maxListed)];
  const lines = [...stepSentences(change), ...firstLines(fields, maxFields), ...names];
  const decides = decidingPlace(group);
  // Of a missing partner, the line of its entry: no single field is the cause.
  const place = decides.profile !== undefined || change.kind === 'missing' ? decides : (ranked[0] ?? change);
  return {
    level: change.isCorrected ? 'notice' : 'warning',
    title: `xtap: ${stepName(group)} (${stepMark[change.impact]})`,
    lines: lines.length === 0 ? ['no settings'] : lines,
    file: place.file ?? change.file,
    line: place.file === undefined ? change.line : place.line,
    hidden: changes.length,
  };
}

/** One annotation for the whole list, so that many entries hide no other warning. */
function listAnnotation(title: string, list: UndeclaredList): readonly Annotation[] {
  if (list.groups.length === 0) return [];
  const lines = [`${list.title} (${list.amount})`, ...entryLines(list.groups, maxListed)];
  return [{ level: 'warning', title, lines }];
}
