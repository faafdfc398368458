/*
 * Finds the rules that a configuration loosens compared with its base: limits, the reporting of undeclared partners and
 * settings, and the tenant that the configuration is for. Each rule is one row: its name, how to read it from a
 * configuration, and when a change from base to head loosens it.
 */
import type {
  DesiredPartner,
  DesiredState,
  GivenLimits,
  GuardLimits,
  UndeclaredSettings,
} from '../model/desiredState.ts';
import { compareText } from '../model/json.ts';
import type { Loosened } from '../model/plan.ts';
import type { TenantId } from '../model/tenantId.ts';
import { effectiveRules } from './partition.ts';

interface ConfigurationStep {
  readonly base: DesiredState;
  readonly head: DesiredState;
}

type RuleValue = string | number | undefined;
type IsLooser = (before: RuleValue, after: RuleValue) => boolean;
type LooseningRule = (step: ConfigurationStep) => readonly Loosened[];

/** From the loosest to the strictest. */
const watching: readonly RuleValue[] = ['ignore', 'report', 'inherit'] satisfies readonly UndeclaredSettings[];

const hasChanged: IsLooser = (before, after) => before !== after;
const isRaised: IsLooser = (before, after) => Number(after) > Number(before);
/** Of the values of `undeclaredPartners`, only `report` neither hides undeclared partners nor deletes them. */
const hidesOrDeletes: IsLooser = (before, after) => before !== after && after !== 'report';
const watchesLess: IsLooser = (before, after) => watching.indexOf(after) < watching.indexOf(before);
const isLaterOrRemoved: IsLooser = (before, after) => before !== undefined && (after === undefined || after > before);

const guardRule = (name: keyof GuardLimits): LooseningRule =>
  configurationRule(`guards.${name}`, ({ guards }) => guards[name], isRaised);

const rules: readonly LooseningRule[] = [
  configurationRule('tenant', ({ tenantId }) => tenantId, hasChanged),
  configurationRule('cloud', ({ cloud }) => cloud, hasChanged),
  configurationRule('api', ({ apiVersion }) => apiVersion, hasChanged),
  removalRule('protected', (configuration) => configuration.protected),
  guardRule('maxDeletes'),
  guardRule('maxDeletePercent'),
  guardRule('maxChangePercent'),
  configurationRule('undeclaredPartners', ({ undeclaredPartners }) => undeclaredPartners, hidesOrDeletes),
  inheritedRule('undeclaredSettings', ({ undeclaredSettings }) => undeclaredSettings, watchesLess),
  partnerRule('reviewBy', ({ reviewBy }) => reviewBy, isLaterOrRemoved),
];

/** In the order of the rules, partners by tenantId. `only`: the partners of a partial plan. */
export function findLoosened(
  head: DesiredState,
  base: DesiredState | undefined,
  only: ReadonlySet<TenantId> | undefined,
): readonly Loosened[] {
  if (!base) return [];
  const limited = (base.limitsKept ?? []).reduce(withLimits, head);
  const all = rules.flatMap((rule) => rule({ base, head: limited }));
  return all.filter(({ tenantId }) => tenantId === undefined || !only || only.has(tenantId));
}

/** The head with the limits of a file outside its paths, which this change does not touch. */
function withLimits(head: DesiredState, given: GivenLimits): DesiredState {
  const other: DesiredState = {
    ...head,
    guards: { ...head.guards, ...given.guards },
    protected: new Set(given.protected),
    undeclaredPartners: given.undeclaredPartners ?? head.undeclaredPartners,
  };
  return { ...head, ...effectiveRules(head, other) };
}

/** A rule of the configuration. */
function configurationRule(
  what: string,
  read: (configuration: DesiredState) => RuleValue,
  isLooser: IsLooser,
): LooseningRule {
  return ({ base, head }) => compareRule({ what }, [read(base), read(head)], isLooser);
}

/** Partners that a list of the configuration no longer names. */
function removalRule(what: string, read: (configuration: DesiredState) => ReadonlySet<TenantId>): LooseningRule {
  return ({ base, head }) => {
    const kept = read(head);
    const gone = [...read(base)].filter((tenantId) => !kept.has(tenantId));
    return gone.sort(compareText).map((tenantId) => ({ what, tenantId }));
  };
}

/** A rule of each partner that both configurations declare. */
function partnerRule(what: string, read: (partner: DesiredPartner) => RuleValue, isLooser: IsLooser): LooseningRule {
  return ({ base, head }) => {
    const before = new Map(base.partners.map((partner) => [partner.tenantId, partner]));
    return head.partners.flatMap((partner) => {
      const { tenantId, state } = partner;
      const old = before.get(tenantId);
      if (old?.state !== 'present' || state !== 'present') return [];
      return compareRule({ what, tenantId }, [read(old), read(partner)], isLooser);
    });
  };
}

/** A rule of the configuration that a partner may override. A partner with the same change is not listed. */
function inheritedRule(
  what: string,
  read: (from: DesiredState | DesiredPartner) => RuleValue,
  isLooser: IsLooser,
): LooseningRule {
  const [all, each] = [configurationRule(what, read, isLooser), partnerRule(what, read, isLooser)];
  return (step) => {
    const common = all(step);
    const isCommon = ({ before, after }: Loosened): boolean =>
      common.some((other) => other.before === before && other.after === after);
    return [...common, ...each(step).filter((own) => !isCommon(own))];
  };
}

function compareRule(
  subject: Pick<Loosened, 'what' | 'tenantId'>,
  [before, after]: readonly [RuleValue, RuleValue],
  isLooser: IsLooser,
): readonly Loosened[] {
  if (!isLooser(before, after)) return [];
  return [{ ...subject, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
}

/** Whether the base's stricter value still applies to this plan, so that one change cannot raise a limit and use it. */
export function isLimitOfBase({ what }: Pick<Loosened, 'what'>): boolean {
  return what === 'protected' || what === 'undeclaredPartners' || what.startsWith('guards.');
}
