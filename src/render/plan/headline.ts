/*
 * The title and the summary sentence of a plan. They never say only "No changes" if a partner cannot be planned, or if
 * the plan releases settings or loosens a rule: apply sends nothing then, but a reviewer must see it.
 */
import { isBroaderThanAllowed, type Plan } from '../../model/plan.ts';
import type { Review } from '../review.ts';
import { count, inWords } from '../text/amounts.ts';
import { partAmounts, undeclaredAmounts } from './countWording.ts';
import { accessSummary, summaryLine } from './planWording.ts';
import { problemSentences, problemTitle } from './problemWording.ts';

export type Releases = Pick<Plan, 'released' | 'loosened'>;

/** The title of a document. */
export function planTitle(review: Review): string {
  const { plan, refusals } = review;
  const [releases, problems] = [releaseTitles(plan), problemTitle(plan)];
  const isOnlyOthers = releases.length > 0 || problems !== undefined;
  const isQuiet = isOnlyOthers && plan.changes.length === 0 && refusals.length === 0;
  const summary = isQuiet ? [] : [accessSummary(plan, refusals.length)];
  const undo = plan.undoOf === undefined ? [] : ['undo plan'];
  return [...undo, ...(problems === undefined ? [] : [problems]), ...summary, ...releases].join(', ');
}

/** The sentences that count changes, released entries and loosened rules. */
export function headline(plan: Plan): string {
  const releases = [...problemSentences(plan), ...releaseSentences(plan)];
  if (plan.changes.length > 0) return [summaryLine(plan), ...releases].join(' ');
  const noChanges = releases.length === 0 ? 'No changes.' : 'Nothing to send.';
  return [noChanges, ...releases, ...undeclaredSentences(plan)].join(' ');
}

/** Empty if the plan releases and loosens nothing. */
export function releaseSentences(plan: Releases): readonly string[] {
  const [released, loosened] = [releasedCounts(plan), plan.loosened.length];
  const verb = released.partners + released.settings === 1 ? 'is' : 'are';
  return [
    ...(plan.released.length === 0 ? [] : [`${releasedAmounts(plan)} ${verb} no longer managed.`]),
    ...(loosened === 0 ? [] : [`${count(loosened, 'rule')} ${loosened === 1 ? 'is' : 'are'} looser.`]),
  ];
}

/** The same without verbs, for a title. */
export function releaseTitles(plan: Releases): readonly string[] {
  return [
    ...(plan.released.length === 0 ? [] : [`${releasedAmounts(plan)} no longer managed`]),
    ...(plan.loosened.length === 0 ? [] : [`${count(plan.loosened.length, 'rule')} looser`]),
  ];
}

/** `1 partner and 2 settings`: a setting counts once, whatever members are released. */
export function releasedAmounts(releases: Pick<Releases, 'released'>): string {
  return inWords(partAmounts(releasedCounts(releases)));
}

function releasedCounts({ released }: Pick<Releases, 'released'>): Parameters<typeof partAmounts>[0] {
  const settings = new Set(
    released.flatMap(({ resource, tenantId, setting }) => (setting ? `${tenantId ?? resource} ${setting}` : [])),
  );
  const partners = released.filter(({ setting }) => setting === undefined).length;
  return { partners, settings: settings.size };
}

/** The counts beside "No changes"; empty if everything is declared. */
function undeclaredSentences({ undeclared, ignored }: Pick<Plan, 'undeclared' | 'ignored'>): readonly string[] {
  const amounts = undeclaredAmounts(undeclared.filter(({ accepted }) => accepted !== true));
  const broader = ignored.filter(isBroaderThanAllowed).length;
  return [
    ...(amounts.length === 0 ? [] : [`${inWords(amounts)} undeclared.`]),
    ...(broader === 0 ? [] : [`${count(broader, 'ignored partner')} with more access than the default.`]),
  ];
}
