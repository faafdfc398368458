/*
 * Finds the rules that a configuration loosens compared with its base: limits, the reporting of undeclared partners and
 * settings, and the tenant that the configuration is for. Each rule is one row: its name, how to read it from a
 * configuration, and when a change from base to head loosens it.
 */
import {
  type DesiredPartner,
  type DesiredState,
  type GivenLimits,
  type GuardLimits,
  isNewWaiver,
  undeclaredSettingsByStrictness,
  type Waiver,
} from '../model/desiredState.ts';
import { compareText } from '../model/json.ts';
import type { Loosened } from '../model/plan.ts';
import type { TenantId } from '../model/tenantId.ts';
import { effectiveRules } from './partition.ts';

interface ConfigurationStep {
  readonly base: DesiredState;
  readonly head: DesiredState;
}

type ComparedValue = string | number | undefined;
type IsLooser = (before: ComparedValue, after: ComparedValue) => boolean;
type LooseningRule = (step: ConfigurationStep) => readonly Loosened[];

const watching: readonly ComparedValue[] = undeclaredSettingsByStrictness;

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
  additionRule('unmanaged', ({ unmanaged }) => unmanaged),
  partnerAdditionRule('unmanaged', ({ unmanaged }) => unmanaged),
  ignoredRule,
  additionRule('silence', ({ silence }) => silence),
  waiverRule,
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
    ignored: new Map(given.ignored.map((partner) => [partner.tenantId, partner])),
    undeclaredPartners: given.undeclaredPartners ?? head.undeclaredPartners,
  };
  return { ...head, ...effectiveRules(head, other) };
}

function configurationRule(
  what: string,
  read: (configuration: DesiredState) => ComparedValue,
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

/** Entries of a list that watch or say less. */
function additionRule(what: string, read: (configuration: DesiredState) => ReadonlySet<string>): LooseningRule {
  return ({ base, head }) => added(read(base), read(head)).map((after) => ({ what, after }));
}

function partnerAdditionRule(what: string, read: (partner: DesiredPartner) => ReadonlySet<string>): LooseningRule {
  return (step) =>
    declaredTwice(step).flatMap(([old, partner]) =>
      added(read(old), read(partner)).map((after) => ({ what, tenantId: partner.tenantId, after })),
    );
}

function added(before: ReadonlySet<string>, after: ReadonlySet<string>): readonly string[] {
  return [...after].filter((entry) => !before.has(entry)).sort(compareText);
}

/** A partner that is ignored from now on is watched less; one that is no longer ignored may be deleted. */
function ignoredRule({ base, head }: ConfigurationStep): readonly Loosened[] {
  const tenantIds = [...new Set([...base.ignored.keys(), ...head.ignored.keys()])].sort(compareText);
  return tenantIds.flatMap((tenantId): readonly Loosened[] => {
    const [before, after] = [base.ignored.get(tenantId)?.access, head.ignored.get(tenantId)?.access];
    if (after === undefined) return [{ what: 'ignored', tenantId }];
    if (before === after || before === 'any') return [];
    return [{ what: 'ignored', tenantId, ...(before && { before }), after }];
  });
}

/** Waivers that are new, or end later than in the base. */
function waiverRule({ base, head }: ConfigurationStep): readonly Loosened[] {
  const what = 'waivers';
  const before = new Map(base.partners.map(({ tenantId, waivers = [] }) => [tenantId, waivers]));
  const common = (['default', 'policy'] as const).flatMap((place) =>
    newWaivers(base.waivers?.[place] ?? [], head.waivers?.[place] ?? [], ` of ${place}`).map((after) => ({
      what,
      after,
    })),
  );
  const ofPartners = head.partners.flatMap(({ tenantId, waivers = [] }) =>
    newWaivers(before.get(tenantId) ?? [], waivers, '').map((after) => ({ what, tenantId, after })),
  );
  return [...common, ...ofPartners];
}

function newWaivers(before: readonly Waiver[], after: readonly Waiver[], place: string): readonly string[] {
  return after
    .filter((waiver) => isNewWaiver(waiver, before))
    .map(({ rule, until }) => `${rule}${place} until ${until}`)
    .sort(compareText);
}

/** A rule of each partner that both configurations declare. */
function partnerRule(
  what: string,
  read: (partner: DesiredPartner) => ComparedValue,
  isLooser: IsLooser,
): LooseningRule {
  return (step) =>
    declaredTwice(step).flatMap(([old, partner]) =>
      compareRule({ what, tenantId: partner.tenantId }, [read(old), read(partner)], isLooser),
    );
}

function declaredTwice({ base, head }: ConfigurationStep): readonly (readonly [DesiredPartner, DesiredPartner])[] {
  const before = new Map(base.partners.map((partner) => [partner.tenantId, partner]));
  return head.partners.flatMap((partner) => {
    const old = before.get(partner.tenantId);
    return old?.state === 'present' && partner.state === 'present' ? [[old, partner] as const] : [];
  });
}

/** A rule of the configuration that a partner may override. A partner with the same change is not listed. */
function inheritedRule(
  what: string,
  read: (from: DesiredState | DesiredPartner) => ComparedValue,
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
  [before, after]: readonly [ComparedValue, ComparedValue],
  isLooser: IsLooser,
): readonly Loosened[] {
  if (!isLooser(before, after)) return [];
  return [{ ...subject, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
}

/** Whether the base's stricter value still applies to this plan, so that one change cannot raise a limit and use it. */
export function isLimitOfBase({ what, after }: Pick<Loosened, 'what' | 'after'>): boolean {
  if (what === 'ignored') return after === undefined;
  return what === 'protected' || what === 'undeclaredPartners' || what.startsWith('guards.');
}
