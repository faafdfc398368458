/*
 * Counts of partners and of what is not a partner, in the same words in every command: partners are one number, and the
 * default settings and the policy are named beside it.
 */
import type { Plan } from '../../model/plan.ts';
import { count, formatNumber, inWords } from '../text/amounts.ts';

/** The parts of a configuration or of a list of changes. */
export interface Counted {
  readonly partners: number;
  /** Tombstones whose partner does not exist. */
  readonly tombstones?: number;
  readonly default: boolean;
  readonly policy: boolean;
}

/** What the run has read to make the plan; not known for a plan from a file. */
export interface PlanContext {
  /** The paths of the configuration, as given. */
  readonly label: string;
  readonly fileCount: number;
  readonly livePartners: number;
  /** The number of live partners that the configuration declares. */
  readonly declaredLive: number;
  /** The number of live partners that others manage. */
  readonly ignoredLive?: number;
  /** What the configuration declares and the plan does not change. */
  readonly unchanged?: Counted;
}

/** `114 partners, the default settings and the policy`. */
export function countedWords({ partners, tombstones = 0, default: hasDefault, policy }: Counted): string {
  const others = [
    ...(tombstones > 0 ? [count(tombstones, 'tombstone')] : []),
    ...(hasDefault ? ['the default settings'] : []),
    ...(policy ? ['the policy'] : []),
  ];
  return inWords(partners === 0 && others.length > 0 ? others : [count(partners, 'partner'), ...others]);
}

/** `25 partners`, `4 settings`; empty if there are none. */
export function partAmounts({ partners, settings }: Record<'partners' | 'settings', number>): readonly string[] {
  return [...(partners > 0 ? [count(partners, 'partner')] : []), ...(settings > 0 ? [count(settings, 'setting')] : [])];
}

export function undeclaredAmounts(undeclared: Plan['undeclared']): readonly string[] {
  const partners = undeclared.filter(({ setting }) => setting === undefined).length;
  return partAmounts({ partners, settings: undeclared.length - partners });
}

/** `300 partners live: 297 declared, 2 ignored, 1 undeclared`. */
export function liveWords(context: Pick<PlanContext, 'livePartners' | 'declaredLive' | 'ignoredLive'>): string {
  const { livePartners, declaredLive, ignoredLive = 0 } = context;
  const ignored = ignoredLive > 0 ? [`${formatNumber(ignoredLive)} ignored`] : [];
  const undeclared = livePartners - declaredLive - ignoredLive;
  const parts = [`${formatNumber(declaredLive)} declared`, ...ignored, `${formatNumber(undeclared)} undeclared`];
  return `${count(livePartners, 'partner')} live: ${parts.join(', ')}`;
}

/**
 * `186 partners as configured`. A saved plan has only the sum. Undefined for an undo plan, which compares nothing, and
 * if there are changes only.
 */
export function configuredWords(
  { summary, changes, undoOf }: Pick<Plan, 'summary' | 'changes' | 'undoOf'>,
  context: PlanContext | undefined,
): string | undefined {
  if (undoOf !== undefined || (changes.length > 0 && summary.unchanged === 0)) return undefined;
  if (context?.unchanged) return `${countedWords(context.unchanged)} as configured`;
  const words = changes.length > 0 ? count(summary.unchanged, 'other') : formatNumber(summary.unchanged);
  return `${words} as configured`;
}

/** What the changes concern, where it is more than partners; else undefined. */
export function changedWords({ changes }: Pick<Plan, 'changes'>): string | undefined {
  const has = (resource: 'default' | 'policy'): boolean => changes.some((change) => change.resource === resource);
  const counted = {
    partners: changes.filter(({ resource }) => resource === 'partner').length,
    default: has('default'),
    policy: has('policy'),
  };
  return counted.default || counted.policy ? countedWords(counted) : undefined;
}
