/*
 * The first and the last thing that people read of a plan. "No changes" never stands alone where a change takes
 * something out of management or loosens a rule: nothing is sent, and still a reviewer has to look.
 */
import type { Plan } from '../../model/plan.ts';
import { count } from '../text/amounts.ts';
import { accessSummary, summaryLine } from './planWording.ts';

export type Releases = Pick<Plan, 'released' | 'loosened'>;

/** The title of a document. `guards`: how many refuse the plan. */
export function planTitle(plan: Plan, guards: number): string {
  const unmanaged = releaseTitles(plan);
  const isOnlyUnmanaged = unmanaged.length > 0 && plan.changes.length === 0 && guards === 0;
  return [...(isOnlyUnmanaged ? [] : [accessSummary(plan, guards)]), ...unmanaged].join(', ');
}

/** The sentences that count what the plan does. */
export function headline(plan: Plan): string {
  const unmanaged = releaseSentences(plan);
  const idle = unmanaged.length === 0 ? 'No changes.' : 'Nothing to send.';
  return [plan.changes.length === 0 ? idle : summaryLine(plan), ...unmanaged].join(' ');
}

/** Empty where nothing leaves management. */
export function releaseSentences(plan: Releases): readonly string[] {
  const [released, loosened] = [releasedAmounts(plan), plan.loosened.length];
  return [
    ...(released === undefined ? [] : [`${released.words} ${released.verb} no longer managed.`]),
    ...(loosened === 0 ? [] : [`${count(loosened, 'rule')} ${loosened === 1 ? 'is' : 'are'} looser.`]),
  ];
}

/** The same without verbs, for a title; empty where nothing leaves management. */
export function releaseTitles(plan: Releases): readonly string[] {
  const released = releasedAmounts(plan);
  return [
    ...(released === undefined ? [] : [`${released.words} no longer managed`]),
    ...(plan.loosened.length === 0 ? [] : [`${count(plan.loosened.length, 'rule')} looser`]),
  ];
}

function releasedAmounts({ released }: Releases): { readonly words: string; readonly verb: string } | undefined {
  if (released.length === 0) return undefined;
  const settings = new Set(
    released.flatMap(({ resource, tenantId, setting }) => (setting ? `${tenantId ?? resource} ${setting}` : [])),
  ).size;
  const partners = released.filter(({ setting }) => setting === undefined).length;
  const amounts = [
    ...(partners === 0 ? [] : [count(partners, 'partner')]),
    ...(settings === 0 ? [] : [count(settings, 'setting')]),
  ];
  return { words: amounts.join(' and '), verb: partners + settings === 1 ? 'is' : 'are' };
}
