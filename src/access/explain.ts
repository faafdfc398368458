/*
 * Explain: the effective settings between this tenant and another one, and whether a user reaches an application.
 *
 * It reads one state, live or planned, and never the configuration. The configuration only contributes the line that
 * decides a setting, and only where the state agrees with that line. Facts that were not given are unknown: the answer
 * is `yes` or `no` where it does not depend on them, and `depends` otherwise.
 */

import { leavesOf } from '../model/canonical.ts';
import { XtapError } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import { labelsIn } from '../model/labels.ts';
import type { LivePartner, LiveState } from '../model/liveState.ts';
import { membersOf, pathOf } from '../model/members.ts';
import type { Cause, Names } from '../model/plan.ts';
import { type Service, type Setting, settingsOf } from '../model/setting.ts';
import { canonicalGuid, isGuid, type TenantId } from '../model/tenantId.ts';
import { type Access, decide } from './decide.ts';
import { effectiveIn, mayAllowOtherClouds, memberSourceOf, shownValue, sourceOf } from './effective.ts';
import { explainDecision, type Question } from './explainDecision.ts';
import { accessRule } from './rule.ts';

export interface ExplainQuery {
  readonly tenantId: TenantId;
  /** The state to explain; with `--desired` the state after apply. */
  readonly live: LiveState;
  /** Finds the line of the configuration that decides a setting; missing without a configuration. */
  readonly decidingLineOf?: ((row: Setting) => Cause) | undefined;
  readonly table: readonly Setting[];
  /** Labels of tenants, users, groups and applications. */
  readonly names?: ReadonlyMap<string, string> | undefined;
  /** Default: inbound, or the only direction that the service has. */
  readonly direction?: 'inbound' | 'outbound' | undefined;
  /** Default: collaboration. */
  readonly service?: Service | undefined;
  /** Object ids, one question for each; an empty list asks about a user without known facts. */
  readonly users: readonly string[];
  /** Groups that every one of the users is a member of. The users may be members of other groups too. */
  readonly groups: readonly string[];
  /** Application ids or Office365, one question for each; an empty list asks about any one application. */
  readonly apps: readonly string[];
}

export interface ExplainedSetting extends Cause {
  readonly setting: string;
  readonly source: 'partner' | 'default';
  /** By member, `isMfaAccepted`: where its value comes from. Empty for a setting without members. */
  readonly members: Readonly<Record<string, 'partner' | 'default'>>;
  /**
   * The effective value: missing flags are filled from the default, and a TargetConfiguration that is not set is
   * `unset`. Null where the setting is not set or not known.
   */
  readonly value: Json;
}

export interface ExplainedAnswer extends Cause {
  readonly access: Access;
  readonly setting: string;
  readonly source: 'partner' | 'default';
  readonly because: string;
}

/** A rule of `check` that fails for the tenant. */
export interface ExplainedFinding {
  readonly rule: string;
  readonly severity: string;
  readonly title: string;
  readonly result: 'fail' | 'waived';
  /** Of a waived finding: the last day of the waiver. */
  readonly until?: string;
  /** `default`: the finding is about the tenant default, and this tenant inherits one of the settings. */
  readonly source: 'partner' | 'default';
  /** What decides: settings with their member, such as `inboundTrust.isMfaAccepted`, and labels such as `owner`. */
  readonly settings: readonly string[];
}

export interface Explanation {
  readonly tenantId: TenantId;
  /** The label of the tenant, where one is known. */
  readonly name?: string;
  readonly partner: boolean;
  /** Every setting of a partner that the API version has and that was read, in the table's order. */
  readonly settings: readonly ExplainedSetting[];
  /** Present if the query has a direction, a service, a user, a group or an application. */
  readonly answer?: ExplainedAnswer;
  /** The rules of the pack xtap that fail; of an answer, those about its setting. */
  readonly findings?: readonly ExplainedFinding[];
  /** The author's labels of ids that occur in the explanation. */
  readonly names?: Names;
}

/**
 * Explains the settings for a tenant. A tenant that is not a partner has the default's values, unless it belongs to
 * another cloud. Its id does not say so; the answer mentions it where other clouds are, or may be, allowed.
 *
 * @throws XtapError `usage` for a malformed id, or a direction that the service does not have.
 */
export function explain(query: ExplainQuery): Explanation {
  const { tenantId, live, table } = query;
  const partner = live.partners.find((candidate) => candidate.tenantId === tenantId);
  const rows = settingsOf(table, 'partner').filter(
    (row) => row.versions.includes(live.apiVersion) && live.unread?.includes(row.name) !== true,
  );
  const answer = isQuestion(query) ? answerQuestion(query, chooseRow(query, rows), partner) : undefined;
  const name = query.names?.get(tenantId);
  const explained = {
    partner: partner !== undefined,
    settings: rows.map((row) => explainSetting(query, row, partner)),
    ...(answer && { answer }),
  };
  return { tenantId, ...(name !== undefined && { name }), ...explained, ...labelsIn(explained, query.names) };
}

function isQuestion({ direction, service, users, groups, apps }: ExplainQuery): boolean {
  return direction !== undefined || service !== undefined || [users, groups, apps].some((ids) => ids.length > 0);
}

function explainSetting(query: ExplainQuery, row: Setting, partner: LivePartner | undefined): ExplainedSetting {
  const value = shownValue(row, effectiveIn(row, partner?.settings, query.live.default));
  return {
    setting: row.name,
    source: explainedSource(row, partner),
    members: memberSources(row, partner, value),
    value,
    ...query.decidingLineOf?.(row),
  };
}

function memberSources(row: Setting, partner: LivePartner | undefined, value: Json): ExplainedSetting['members'] {
  const known = membersOf(row).flatMap((member) => (member.only === undefined ? pathOf(row, member) : []));
  const paths = new Set([...known, ...leavesOf(row, value).keys()]);
  paths.delete(row.name);
  const sources = [...paths].map(
    (path) => [path.slice(row.name.length + 1), explainedSource(row, partner, path)] as const,
  );
  return Object.fromEntries(sources);
}

/** The source of a setting, or of one of its members; of a tenant that is not a partner, the default. */
function explainedSource(row: Setting, partner: LivePartner | undefined, path?: string): 'partner' | 'default' {
  if (!partner) return 'default';
  const own = partner.settings[row.name] ?? null;
  const source = path === undefined ? sourceOf(row, own) : memberSourceOf(row, own, path);
  return source === 'inherited' ? 'default' : 'partner';
}

function chooseRow({ service = 'collaboration', direction }: ExplainQuery, rows: readonly Setting[]): Setting {
  const candidates = rows.filter((row) => row.kind === 'access' && row.service === service);
  const row = direction
    ? candidates.find((candidate) => candidate.direction === direction)
    : (candidates.find((candidate) => candidate.direction === 'inbound') ?? candidates[0]);
  if (row) return row;
  const others = candidates.map((candidate) => candidate.direction).join(' and ');
  throw new XtapError('usage', `${service} has no ${direction} setting, only ${others || 'in another API version'}`);
}

function answerQuestion(query: ExplainQuery, row: Setting, partner: LivePartner | undefined): ExplainedAnswer {
  const effective = effectiveIn(row, partner?.settings, query.live.default);
  const rule = effective.of === 'value' ? accessRule(row, effective.value) : undefined;
  const questions = questionsOf(query);
  const answers = questions.map((question) => ({
    access: rule && !row.carriesCapabilities ? decide(rule, question.user, question.application) : ('depends' as const),
    text: explainDecision(row, effective, question),
  }));
  const [first, ...others] = answers;
  const access = first && others.every((other) => other.access === first.access) ? first.access : 'depends';
  const reasons = [
    ...new Set(answers.map(({ access: each, text }) => (others.length > 0 ? `${each}: ${text}` : text))),
  ];
  // Microsoft: the trust is a condition; the capabilities, each off by default, open the features.
  if (row.carriesCapabilities) reasons.push(capabilitiesDecide);
  return {
    access,
    setting: row.name,
    source: explainedSource(row, partner),
    because: [...describeSource(query, row, partner), ...reasons].join('; '),
    ...query.decidingLineOf?.(row),
  };
}

const capabilitiesDecide = 'the Microsoft 365 capabilities of the partner decide, and xtap does not read them';

/** One question per user and application. */
function questionsOf({ users, groups, apps }: ExplainQuery): readonly Question[] {
  const memberOf = checkIds('group', groups);
  const people =
    users.length > 0 ? checkIds('user', users).map((id) => ({ id, groups: memberOf })) : [{ groups: memberOf }];
  const applications = apps.length > 0 ? checkIds('app', apps) : [undefined];
  return people.flatMap((user) => applications.map((application): Question => ({ user, application })));
}

/** A mistyped id would match no target and produce a wrong "no". */
function checkIds(flag: 'user' | 'group' | 'app', ids: readonly string[]): readonly string[] {
  const wrong = ids.find((id) => !(isGuid(id) || (flag === 'app' && id === 'Office365')));
  if (wrong === undefined) return ids.map(canonicalGuid);
  const expected = flag === 'app' ? 'an application id (GUID) or Office365' : 'an object id (GUID)';
  throw new XtapError('usage', `--${flag} takes ${expected}, not ${wrong}; leave it out to ask for any`);
}

function describeSource({ live }: ExplainQuery, row: Setting, partner: LivePartner | undefined): readonly string[] {
  if (partner) return explainedSource(row, partner) === 'default' ? ['the partner inherits the default'] : [];
  const otherClouds = mayAllowOtherClouds(live.policy);
  return [
    'the tenant is not a partner, so the default applies',
    ...(otherClouds ? ['if it belongs to another cloud it is blocked until it is a partner'] : []),
  ];
}
