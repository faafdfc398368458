/*
 * Packs: rules about the policy as data. A pack is a YAML file and contains no code, so that a person can read what a
 * rule measures. The predicates are a closed set over the field table and the effective access; `src/check` evaluates
 * them, and `src/config/packs` reads the files. The packs of xtap are files of the same format.
 */
import type { Cloud } from './cloud.ts';
import type { Json } from './json.ts';
import type { Position } from './position.ts';
import type { Setting } from './setting.ts';
import type { TenantId } from './tenantId.ts';

/** From the lowest to the highest. */
export const findingSeverities = ['note', 'warning', 'error'] as const;
export type FindingSeverity = (typeof findingSeverities)[number];
/** `off`: the rule is in the pack and is not run. */
export const ruleSeverities = ['off', ...findingSeverities] as const;
export type RuleSeverity = (typeof ruleSeverities)[number];

/** What a rule looks at. `pair`: two configurations, users of the one at applications of the other. */
export const ruleSubjects = ['default', 'partner', 'policy', 'pair'] as const;
export type RuleSubject = (typeof ruleSubjects)[number];

export interface Pack {
  readonly name: string;
  readonly version: number;
  readonly rules: readonly Rule[];
}

export interface Rule {
  readonly id: string;
  readonly title: string;
  readonly severity: RuleSeverity;
  /** Nearly always one. */
  readonly subjects: readonly RuleSubject[];
  /** The one partner that the rule is about. It is checked even if it is not a partner. */
  readonly tenant?: TenantId;
  /** The rule has one result for each of these settings. The predicates name the setting `each`. */
  readonly each?: readonly Setting[];
  /** Where this is no, the rule does not apply. */
  readonly applies?: Predicate;
  /** A severity other than `severity`, for subjects of which the predicate is true. */
  readonly exceptions: readonly { readonly when: Predicate; readonly severity: FindingSeverity }[];
  /** True where the rule fails. */
  readonly when: Predicate;
  readonly because: string;
  readonly remedy: Remedy;
  /** The address of a page that says why. */
  readonly source?: string;
  readonly position: Position;
}

/** How a finding disappears: a sentence, and the lines that do it. */
export interface Remedy {
  readonly text: string;
  /** The lines as data, to put where `at` says. */
  readonly steps: readonly RemedyStep[];
}

/**
 * `subject`: keys of the entry that failed. `home`, `other`: keys of the entry for the other tenant of a pair.
 * `ignored`: an entry of the list `ignored`, without its tenantId. `clouds`: each side allows the cloud of the other.
 */
export const remedyPlaces = ['subject', 'home', 'other', 'ignored', 'clouds'] as const;
export type RemedyPlace = (typeof remedyPlaces)[number];

export interface RemedyStep {
  readonly at: RemedyPlace;
  /** As written in YAML. A date may be `in N days`. */
  readonly keys: Readonly<Record<string, Json>>;
}

/**
 * Which users, and which applications, of the ones that the setting could cover. `unlisted`: an element that no target
 * list names. `some`, `all`: of all elements. An application can also be an id.
 */
export const quantities = ['some', 'all', 'unlisted'] as const;
export type Quantity = (typeof quantities)[number];

export const labels = ['owner', 'ticket', 'reviewBy', 'name', 'domain', 'notes'] as const;
export type PartnerLabel = (typeof labels)[number];

/** The facts that a predicate can name, with their meaning. `otherCloud` and `cloudAllowed` are about pairs. */
export const factMeanings = {
  partner: 'the tenant has an entry after apply',
  declared: 'the configuration declares the partner',
  ignored: 'the configuration lists the partner in `ignored`',
  serviceProvider: 'Microsoft marks the partner as a service provider',
  multiTenantOrganization: 'the partner is a member of our multi-tenant organization',
  broaderThanDefault: 'the partner has access that the tenant default does not give',
  tenantDefault: 'the subject is the tenant default',
  policyIdIsGuid: 'the id of the policy root is a GUID, as Graph sent it',
  otherCloud: 'the other tenant of the pair is in another cloud',
  cloudAllowed: 'the policy root allows the cloud of the other tenant',
} as const;
export type Fact = keyof typeof factMeanings;
export const facts = Object.keys(factMeanings) as readonly Fact[];

/** `disagree`: one side allows what the other side blocks. `disjoint`: both allow something, and nothing in common. */
export const pairRelations = ['disagree', 'disjoint'] as const;
export type PairRelation = (typeof pairRelations)[number];

/** The setting of a predicate; `each` in the file is a setting of the rule's `each`. */
export type SettingRef = Setting | 'each';

export type Predicate =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Predicate[] }
  | { readonly kind: 'not' | 'home' | 'other'; readonly of: Predicate }
  | {
      readonly kind: 'reach';
      readonly setting: SettingRef;
      readonly users: 'some' | 'all' | 'unlisted';
      readonly applications: Quantity | { readonly id: string };
    }
  | {
      readonly kind: 'flag';
      readonly setting: SettingRef;
      readonly member: string;
      readonly is: boolean;
      readonly from: ValueSource;
    }
  | { readonly kind: 'setting'; readonly setting: SettingRef; readonly is: 'own' | 'missing' }
  | { readonly kind: 'targets'; readonly setting: SettingRef; readonly member: string; readonly admit: string }
  | { readonly kind: 'label'; readonly label: PartnerLabel; readonly is: 'present' | 'missing' }
  | { readonly kind: 'date'; readonly label: 'reviewBy'; readonly is: 'passed' }
  | { readonly kind: 'fact'; readonly fact: Fact }
  | { readonly kind: 'cloud'; readonly clouds: readonly Cloud[] }
  | { readonly kind: 'pair'; readonly is: PairRelation; readonly home: Setting; readonly other: Setting };

/** `effective`: own or inherited. `own`: only a value that the partner sets itself. */
export const valueSources = ['effective', 'own'] as const;
export type ValueSource = (typeof valueSources)[number];
