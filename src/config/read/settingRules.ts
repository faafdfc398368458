/*
 * Rules about the values of settings: what Graph refuses, what an API version or a cloud does not have, and what the
 * settings of one partner mean together.
 */
import type { ApiVersion, Cloud } from '../../model/cloud.ts';
import { refusedCombination } from '../../model/combination.ts';
import { groupBy } from '../../model/groupBy.ts';
import { isJsonObject, type Json } from '../../model/json.ts';
import { memberAt, membersOf } from '../../model/members.ts';
import { formatPosition, type Position } from '../../model/position.ts';
import type { NewFinding } from './findings.ts';
import { settingsOfPartner } from './resolve.ts';
import { allTargets } from './shortForms.ts';
import type { SourceConfiguration, SourceSetting } from './sourceConfiguration.ts';
import { memberLike } from './spelling.ts';

export interface RuleContext {
  /** Undefined if its value is invalid: then the rules that depend on it report nothing. */
  readonly apiVersion: ApiVersion | undefined;
  readonly cloud: Cloud | undefined;
  /** ISO date. */
  readonly today: string;
}

export type ConfigurationRule = (source: SourceConfiguration, context: RuleContext) => Iterable<NewFinding>;

export const combinations: ConfigurationRule = function* (source) {
  for (const { row, content, position } of everySetting(source)) {
    const conflict = content.state === 'value' ? refusedCombination(row, content.value) : undefined;
    if (conflict)
      yield { code: 'refused-combination', message: `\`${row.name}\`: ${conflict}; Graph refuses that`, position };
  }
};

export const apiVersions: ConfigurationRule = function* (source, { apiVersion }) {
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

export const clouds: ConfigurationRule = function* (source, { cloud }) {
  if (cloud === undefined) return;
  for (const { row, position } of everySetting(source)) {
    if (row.clouds.includes(cloud)) continue;
    const message = `the published metadata of the cloud \`${cloud}\` lacks \`${row.name}\`; the service may refuse it`;
    yield { code: 'not-in-cloud', message, position };
  }
};

export const singleTargets: ConfigurationRule = function* ({ default: settings }) {
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
export const syncConsent: ConfigurationRule = function* (source) {
  const present = source.partners.filter(({ complete, state }) => complete && state?.value !== 'absent');
  const flags = present.flatMap((partner) => flagsWithoutConsent(settingsOfPartner(partner, source)));
  for (const [{ position, asksWithout }, ...others] of groupBy(flags, (flag) => formatPosition(flag.position))) {
    const subject = others.length === 0 ? '' : ` for ${others.length + 1} partners`;
    const message = `user synchronization is allowed${subject}, but \`${asksWithout}\` is not: users will be asked for consent`;
    yield { code: 'sync-without-consent', message, position };
  }
};

export const syncTenants: ConfigurationRule = function* ({ partners }) {
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
