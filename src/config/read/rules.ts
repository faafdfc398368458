/*
 * Rules that a codec cannot check, since they compare keys, partners and files. One small function per rule, over the
 * source configuration. All rules run, also after other errors.
 */

import { groupBy } from '../../model/groupBy.ts';
import { formatPosition } from '../../model/position.ts';
import { excerpt } from '../../platform/text.ts';
import { didYouMean } from './didYouMean.ts';
import { replacedSettings } from './replacedSettings.ts';
import {
  apiVersions,
  type ConfigurationRule,
  clouds,
  combinations,
  singleTargets,
  syncConsent,
  syncTenants,
} from './settingRules.ts';
import type { SourceConfiguration, SourcePartner } from './sourceConfiguration.ts';

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

const duplicatePartners: ConfigurationRule = function* ({ partners, ignored }) {
  const declaredIds = partners.flatMap(({ tenantId }) => tenantId ?? []);
  const ignoredIds = ignored.map(({ value, position }) => ({ value: value.tenantId, position }));
  for (const [ids, what] of [[declaredIds, 'declared'] as const, [ignoredIds, 'ignored'] as const]) {
    for (const [first, ...others] of groupBy(ids, ({ value }) => value)) {
      const message = `partner ${first.value} is ${what} twice, first at ${formatPosition(first.position)}`;
      // Through an alias, both entries have the same position; the message is correct for both.
      for (const { position } of others) yield { code: 'duplicate-partner', message, position };
    }
  }
};

const ignoredPartners: ConfigurationRule = function* ({ ignored, partners }) {
  // Of several entries, the first one is named.
  const ignoredAtOf = new Map(ignored.toReversed().map(({ value, position }) => [value.tenantId, position]));
  for (const { tenantId, state } of partners) {
    const ignoredAt = tenantId && ignoredAtOf.get(tenantId.value);
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
    yield { code: 'unknown-profile', message: `profile \`${excerpt(name)}\` is not declared`, hint, position };
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
      yield {
        code: 'absent-but-protected',
        message,
        hint: 'remove it from `protected` first',
        position: state.position,
      };
    }
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

const emptyPartners: ConfigurationRule = function* (source) {
  for (const partner of source.partners) {
    if (!isEmpty(partner, source)) continue;
    const message =
      'this partner declares no settings: it is created where it is missing, but nothing of it is managed';
    const hint = 'declare its settings, or write `state: present` if it needs none';
    yield { code: 'partner-without-settings', message, hint, position: partner.position };
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

function isEmpty(partner: SourcePartner, source: SourceConfiguration): boolean {
  // An explicit `state: present` means that the partner needs no settings.
  if (!partner.complete || partner.state || partner.settings.size > 0) return false;
  if ((partner.undeclaredSettings ?? source.undeclaredSettings)?.value === 'inherit') return false;
  const profiles = partner.profiles.map(({ value }) => source.profiles.get(value));
  return profiles.every((profile) => profile?.complete === true && profile.settings.size === 0);
}
