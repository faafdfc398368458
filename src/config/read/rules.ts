/*
 * Rules that a codec cannot check, since they compare keys, partners and files. One small function per rule, over the
 * source configuration. All rules run, also after other errors.
 */

import type { ApiVersion, Cloud } from '../../model/cloud.ts';
import { refusedCombination } from '../../model/combination.ts';
import { groupBy } from '../../model/groupBy.ts';
import { isJsonObject, type Json } from '../../model/json.ts';
import { memberAt, membersOf } from '../../model/members.ts';
import { formatPosition, type Position } from '../../model/position.ts';
import { excerpt } from '../../platform/text.ts';
import { didYouMean } from './didYouMean.ts';
import type { NewFinding } from './findings.ts';
import { replacedSettings } from './replacedSettings.ts';
import { settingsOfPartner } from './resolve.ts';
import { allTargets } from './shortForms.ts';
import type { SourceConfiguration, SourcePartner, SourceSetting } from './sourceConfiguration.ts';
import { memberLike } from './spelling.ts';

export interface RuleContext {
  /** Undefined if its value is invalid: then the rules that depend on it report nothing. */
  readonly apiVersion: ApiVersion | undefined;
  readonly cloud: Cloud | undefined;
  /** ISO date. */
  readonly today: string;
}

type ConfigurationRule = (source: SourceConfiguration, context: RuleContext) => Iterable<NewFinding>;

const requiredKeys: ConfigurationRule = function* (source) {
  const [file] = source.files;
  if (!source.complete || file === undefined) return;
  for (const key of ['version', 'tenant']) {
    if (source.once.has(key)) continue;
    const hint = key === 'version' ? 'write `version: 1`' : 'write the tenant id of the home tenant';
    yield {
      code: 'missing-key',
      message: `the configuration needs \`${key}\``,
      hint,
      position: { file, line: 1, column: 1 },
    };
  }
};

const homeTenant: ConfigurationRule = function* ({ tenant, partners }) {
  for (const { tenantId } of partners) {
    if (!(tenant && tenantId?.value === tenant.value)) continue;
    const message = `this is the home tenant (${formatPosition(tenant.position)}); it cannot be its own partner`;
    yield { code: 'home-tenant-as-partner', message, position: tenantId.position };
  }
};

const duplicatePartners: ConfigurationRule = function* ({ partners }) {
  const first = new Map<string, Position>();
  for (const { tenantId } of partners) {
    if (!tenantId) continue;
    const { value, position } = tenantId;
    const earlier = first.get(value);
    if (!earlier) first.set(value, position);
    else {
      const message = `partner ${value} is declared twice, first at ${formatPosition(earlier)}`;
      // Through an alias, both entries have the same position; the message is correct for both.
      yield { code: 'duplicate-partner', message, position };
    }
  }
};

const ignoredPartners: ConfigurationRule = function* ({ ignored, partners }) {
  const first = new Map<string, Position>();
  for (const { value, position } of ignored) {
    const earlier = first.get(value.tenantId);
    if (!earlier) first.set(value.tenantId, position);
    else {
      const message = `partner ${value.tenantId} is ignored twice, first at ${formatPosition(earlier)}`;
      yield { code: 'duplicate-partner', message, position };
    }
  }
  for (const { tenantId, state } of partners) {
    const ignoredAt = tenantId && first.get(tenantId.value);
    if (!ignoredAt) continue;
    const what = state?.value === 'absent' ? 'has a tombstone' : 'is declared';
    const message = `partner ${tenantId.value} ${what}, and \`ignored\` lists it (${formatPosition(ignoredAt)})`;
    const hint = 'others manage an ignored partner: remove one entry or the other';
    yield { code: 'declared-and-ignored', message, hint, position: tenantId.position };
  }
};

const unknownProfiles: ConfigurationRule = function* ({ partners, profiles, complete }) {
  if (!complete) return;
  for (const { value: name, position } of partners.flatMap((partner) => partner.profiles)) {
    if (profiles.has(name)) continue;
    const hint = (): string | undefined => didYouMean(name, profiles.keys());
    yield { code: 'unknown-profile', message: `there is no profile \`${excerpt(name)}\``, hint, position };
  }
};

const tombstones: ConfigurationRule = function* (source) {
  const protectedAtOf = new Map(source.protected.map(({ value, position }) => [value, position]));
  for (const { state, tenantId, settings, profiles } of source.partners) {
    if (state?.value !== 'absent') continue;
    const [setting] = settings.values();
    const offending = setting ?? profiles[0];
    if (offending) {
      const what = setting ? `declare \`${setting.row.name}\`` : 'use a profile';
      const message = `\`state: absent\` deletes the partner, so it cannot ${what}`;
      yield { code: 'absent-with-settings', message, hint: 'remove one or the other', position: offending.position };
    }
    const protectedAt = tenantId && protectedAtOf.get(tenantId.value);
    if (protectedAt) {
      const message = `partner ${tenantId.value} is protected (${formatPosition(protectedAt)}), so it cannot be deleted`;
      yield { code: 'absent-but-protected', message, hint: 'take it off `protected` first', position: state.position };
    }
  }
};

const combinations: ConfigurationRule = function* (source) {
  for (const { row, content, position } of everySetting(source)) {
    const conflict = content.state === 'value' ? refusedCombination(row, content.value) : undefined;
    if (conflict)
      yield { code: 'refused-combination', message: `\`${row.name}\`: ${conflict}; Graph refuses that`, position };
  }
};

const apiVersions: ConfigurationRule = function* (source, { apiVersion }) {
  if (apiVersion === undefined) return;
  const hint = 'write `api: beta`, or leave it out';
  for (const { row, content, position, places } of everySetting(source)) {
    if (!row.versions.includes(apiVersion)) {
      yield {
        code: 'not-in-api-version',
        message: `\`${row.name}\` does not exist in Graph ${apiVersion}`,
        hint,
        position,
      };
    }
    if (apiVersion === 'beta' || content.state !== 'value') continue;
    for (const { path, only } of membersOf(row)) {
      const [key] = path;
      const { raw } = content;
      if (only !== 'beta' || key === undefined || !isJsonObject(raw) || memberLike(raw, key) === undefined) continue;
      const message = `\`${row.name}.${key}\` does not exist in Graph ${apiVersion}`;
      yield { code: 'not-in-api-version', message, hint, position: places.ofKey(raw, key) };
    }
  }
};

const clouds: ConfigurationRule = function* (source, { cloud }) {
  if (cloud === undefined) return;
  for (const { row, position } of everySetting(source)) {
    if (row.clouds.includes(cloud)) continue;
    const message = `the published metadata of the cloud \`${cloud}\` lacks \`${row.name}\`; the service may refuse it`;
    yield { code: 'not-in-cloud', message, position };
  }
};

/** One finding for each line: partners may share it through an anchor. */
const reviewDates: ConfigurationRule = function* ({ partners, names }, { today }) {
  const overdue = partners.flatMap(({ reviewBy, state, labels, tenantId }) => {
    if (!reviewBy || reviewBy.value >= today || state?.value === 'absent') return [];
    const name = labels.name ?? names.find(({ id }) => id === tenantId?.value)?.label;
    // Named in the message, since a plan does not show the line of the file.
    return [{ reviewBy, subject: name === undefined ? (tenantId?.value ?? 'this partner') : excerpt(name) }];
  });
  for (const [first, ...others] of groupBy(
    overdue,
    ({ reviewBy: { position } }) => `${position.file}:${position.line}`,
  )) {
    const subject = others.length === 0 ? first.subject : `${others.length + 1} partners`;
    const message = `the review of ${subject} was due by ${first.reviewBy.value}`;
    yield { code: 'review-overdue', message, position: first.reviewBy.position };
  }
};

const singleTargets: ConfigurationRule = function* ({ default: settings }) {
  for (const { row, content, places } of settings.values()) {
    if (!row.defaultTakesAllUsersOnly || content.state !== 'value') continue;
    for (const { path, leaf } of membersOf(row)) {
      const [key = ''] = path;
      if (
        leaf.type !== 'targetConfiguration' ||
        leaf.side !== 'users' ||
        !isJsonObject(content.raw) ||
        !isJsonObject(content.value)
      )
        continue;
      if (!hasSingleTargets(content.value[key] ?? null)) continue;
      yield {
        code: 'single-targets-in-default',
        message: `\`${row.name}\` of the default cannot target single users or groups, the portal says`,
        position: places.ofKey(content.raw, key),
      };
    }
  }
};

/** One finding for each line: the partners of a profile share its line, and are counted. */
const syncConsent: ConfigurationRule = function* (source) {
  const byLine = new Map<string, { readonly position: Position; readonly asksWithout: string; partners: number }>();
  for (const partner of source.partners) {
    if (!partner.complete || partner.state?.value === 'absent') continue;
    const settings = settingsOfPartner(partner, source);
    for (const { position, asksWithout } of flagsWithoutConsent(settings)) {
      const line = byLine.get(formatPosition(position)) ?? { position, asksWithout, partners: 0 };
      byLine.set(formatPosition(position), line);
      line.partners += 1;
    }
  }
  for (const { position, asksWithout, partners } of byLine.values()) {
    const subject = partners === 1 ? '' : ` for ${partners} partners`;
    const message = `user synchronization is allowed${subject}, but \`${asksWithout}\` is not: users will be asked for consent`;
    yield { code: 'sync-without-consent', message, position };
  }
};

const emptyPartners: ConfigurationRule = function* (source) {
  for (const partner of source.partners) {
    if (!isEmpty(partner, source)) continue;
    const message =
      'this partner declares no settings: it is created where it is missing, but nothing of it is managed';
    const hint = 'declare its settings, or write `state: present` if being a partner is all';
    yield { code: 'partner-without-settings', message, hint, position: partner.position };
  }
};

const syncTenants: ConfigurationRule = function* ({ partners }) {
  for (const { tenantId, settings } of partners) {
    for (const { row, content, places } of settings.values()) {
      if (!tenantId || !row.ownEndpoint || !isJsonObject(content.raw)) continue;
      const named = content.raw[memberLike(content.raw, 'tenantId') ?? ''];
      if (typeof named !== 'string' || named.toLowerCase() === tenantId.value) continue;
      const message = `\`${row.name}\` names another tenant than its partner`;
      yield { code: 'tenant-mismatch', message, position: places.ofValue(content.raw, 'tenantId') };
    }
  }
};

/** The longest time that a waiver may last. */
const mostWaiverDays = 400;

const waiverEnds: ConfigurationRule = function* ({ waivers, partners }, { today }) {
  const last = new Date(Date.parse(today) + mostWaiverDays * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
  const all = [...waivers.default, ...waivers.policy, ...partners.flatMap((partner) => partner.waivers)];
  for (const { rule, until, position } of all) {
    if (until <= last) continue;
    const message = `the waiver of \`${excerpt(rule)}\` ends on ${until}, which is more than ${mostWaiverDays} days from today`;
    yield { code: 'bad-waiver', message, hint: `write a day up to ${last}`, position };
  }
};

export const rules: readonly ConfigurationRule[] = [
  requiredKeys,
  homeTenant,
  duplicatePartners,
  ignoredPartners,
  unknownProfiles,
  tombstones,
  combinations,
  apiVersions,
  clouds,
  reviewDates,
  singleTargets,
  syncConsent,
  replacedSettings,
  emptyPartners,
  syncTenants,
  waiverEnds,
];

/** Every setting as written: a profile counts once, also if several partners use it. */
function* everySetting(source: SourceConfiguration): Generator<SourceSetting, void> {
  yield* source.policy.values();
  yield* source.default.values();
  for (const { settings } of source.profiles.values()) yield* settings.values();
  for (const { settings } of source.partners) yield* settings.values();
}

interface FlagWithoutConsent {
  readonly position: Position;
  readonly asksWithout: string;
}

function flagsWithoutConsent(settings: ReadonlyMap<string, SourceSetting>): readonly FlagWithoutConsent[] {
  return [...settings.values()].flatMap(({ row, content, position }) =>
    membersOf(row).flatMap(({ path, asksWithout }): readonly FlagWithoutConsent[] => {
      if (asksWithout === undefined || valueAt(content, path) !== true) return [];
      const [name = '', ...member] = asksWithout.split('.');
      const other = settings.get(name);
      return other && valueAt(other.content, member) === true ? [] : [{ position, asksWithout }];
    }),
  );
}

function valueAt(content: SourceSetting['content'], path: readonly string[]): Json {
  return content.state === 'value' ? memberAt(content.value, path) : null;
}

function hasSingleTargets(configuration: Json): boolean {
  if (!isJsonObject(configuration) || !Array.isArray(configuration.targets)) return false;
  return configuration.targets.some(
    (target: Json) => isJsonObject(target) && target.target !== allTargets.users.target,
  );
}

function isEmpty(partner: SourcePartner, source: SourceConfiguration): boolean {
  // An explicit `state: present` means that the partner needs no settings.
  if (!partner.complete || partner.state || partner.settings.size > 0) return false;
  if ((partner.undeclaredSettings ?? source.undeclaredSettings)?.value === 'inherit') return false;
  const profiles = partner.profiles.map(({ value }) => source.profiles.get(value));
  return profiles.every((profile) => profile?.complete === true && profile.settings.size === 0);
}
