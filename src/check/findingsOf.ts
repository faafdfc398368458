/* The findings about a state that is shown for another reason: the trust map, and the explanation of one tenant. */
import type { LiveState } from '../model/liveState.ts';
import type { Pack, Predicate } from '../model/pack.ts';
import type { Setting } from '../model/setting.ts';
import type { TenantId } from '../model/tenantId.ts';
import { type ViewedConfiguration, viewPolicy } from './policyView.ts';
import { type CheckResult, runPacks } from './runRules.ts';
import { sortResults } from './sortResults.ts';
import { applyWaivers } from './waivers.ts';

export interface FindingsInput {
  readonly pack: Pack;
  readonly live: LiveState;
  /** Undefined if nothing is known about the configuration: then the rules that ask about it are left out. */
  readonly desired: ViewedConfiguration | undefined;
  readonly table: readonly Setting[];
  readonly today: string;
}

/**
 * What fails, also where a waiver excuses it; the most severe first. Without the findings about waivers themselves:
 * they are about the policy after apply, and this may be another state.
 */
export function findingsOf({ pack, live, desired, table, today }: FindingsInput): readonly CheckResult[] {
  const rules = desired
    ? pack.rules
    : pack.rules.filter(({ when, applies }) => ![when, ...(applies ? [applies] : [])].some(asksConfiguration));
  const policies = [viewPolicy({ desired: desired ?? nothingDeclared(live), after: live, table, today })];
  const packs = [{ ...pack, rules }];
  const results = applyWaivers(runPacks(packs, policies), { packs, policies, today, mayExcuse: () => true });
  const ids = new Set(rules.map(({ id }) => id));
  const isShown = ({ rule, result }: CheckResult): boolean =>
    ids.has(rule.id) && (result === 'fail' || result === 'waived');
  return sortResults(results).filter(isShown);
}

/** Whether a finding is about this tenant, or about a setting of the tenant default that it inherits. */
export function concerns(finding: CheckResult, tenantId: TenantId, inherits: (setting: string) => boolean): boolean {
  const { subject, evidence } = finding;
  if (subject.resource === 'partner') return subject.tenantId === tenantId;
  return subject.resource === 'default' && evidence.some(({ setting }) => inherits(settingName(setting)));
}

/** `inboundTrust` of `inboundTrust.isMfaAccepted`. */
export function settingName(path: string): string {
  return path.split('.', 1)[0] ?? path;
}

function asksConfiguration(predicate: Predicate): boolean {
  switch (predicate.kind) {
    case 'all':
    case 'any':
      return predicate.of.some(asksConfiguration);
    case 'not':
    case 'home':
    case 'other':
      return asksConfiguration(predicate.of);
    case 'fact':
      return predicate.fact === 'declared' || predicate.fact === 'ignored';
    default:
      return predicate.kind === 'label' || predicate.kind === 'date';
  }
}

function nothingDeclared({ tenantId, cloud, apiVersion }: LiveState): ViewedConfiguration {
  const nothing = new Map<never, never>();
  return {
    tenantId,
    cloud,
    apiVersion,
    policy: nothing,
    default: nothing,
    partners: [],
    names: nothing,
    ignored: nothing,
  };
}
