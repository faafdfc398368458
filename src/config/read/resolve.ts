/*
 * Turns the source configuration into the desired state: applies profiles below a partner's own settings, setting by
 * setting; turns `undeclaredSettings: inherit` into declarations; fills in every default. The result does not show how
 * a value was written; only its position does.
 */

import type { ApiVersion, Cloud } from '../../model/cloud.ts';
import type { Declaration, Declarations, DesiredPartner, DesiredState, LimitFiles } from '../../model/desiredState.ts';
import { compareText, isJsonObject } from '../../model/json.ts';
import { membersOf } from '../../model/members.ts';
import { memoize } from '../../model/memoize.ts';
import type { Position } from '../../model/position.ts';
import { type Setting, settingsOf } from '../../model/setting.ts';
import type { TenantId } from '../../model/tenantId.ts';
import { defaultGuards } from './codecs/configuration.ts';
import type { SourceConfiguration, SourcePartner, SourceSetting, SourceSettings } from './sourceConfiguration.ts';
import { targetLabels } from './targetLabels.ts';
import type { Places } from './yaml/places.ts';

export interface ResolveOptions {
  readonly table: readonly Setting[];
  readonly tenantId: TenantId;
  readonly cloud: Cloud;
  readonly apiVersion: ApiVersion;
  readonly sourceName: string;
}

export function resolve(source: SourceConfiguration, options: ResolveOptions): DesiredState {
  const { table, tenantId, cloud, apiVersion, sourceName } = options;
  const { undeclaredPartners } = source;
  const names = new Map([...targetLabels(source), ...source.names.map(({ id, label }) => [id, label] as const)]);
  const inheritable = settingsOf(table, 'partner').filter(
    (row) => row.inherits !== 'never' && row.versions.includes(apiVersion),
  );
  return {
    tenantId,
    cloud,
    apiVersion,
    undeclaredPartners: undeclaredPartners?.value ?? 'report',
    undeclaredSettings: source.undeclaredSettings?.value ?? 'broader',
    unmanaged: new Set(source.unmanaged),
    ignored: new Map(source.ignored.map(({ value }) => [value.tenantId, value])),
    silence: new Set(source.silence),
    names,
    ...(undeclaredPartners && { undeclaredPartnersPosition: undeclaredPartners.position }),
    protected: new Set(source.protected.map(({ value }) => value).sort(compareText)),
    guards: { ...defaultGuards, ...source.guards },
    limitFiles: limitFilesOf(source),
    policy: declarations(source.policy),
    default: declarations(source.default),
    ...waiversOf(source),
    keyPositions: keyPositionsOf(source),
    partners: source.partners
      .flatMap((partner) => resolvePartner(partner, source, { inheritable, names }))
      .sort((a, b) => compareText(a.tenantId, b.tenantId)),
    files: source.files,
    sourceName,
  };
}

function waiversOf({ waivers }: SourceConfiguration): Pick<DesiredState, 'waivers'> {
  return waivers.default.length + waivers.policy.length > 0 ? { waivers } : {};
}

function keyPositionsOf({ once, partnersPosition }: SourceConfiguration): NonNullable<DesiredState['keyPositions']> {
  const [tenant, defaults, policy] = ['tenant', 'default', 'policy'].map((key) => once.get(key));
  return {
    ...(tenant && { tenant }),
    ...(defaults && { default: defaults }),
    ...(policy && { policy }),
    ...(partnersPosition && { partners: partnersPosition }),
  };
}

function limitFilesOf({
  guards,
  once,
  protected: protectedIds,
  ignored,
  undeclaredPartners,
}: SourceConfiguration): LimitFiles {
  const file = once.get('guards')?.file ?? '';
  return {
    guards: Object.fromEntries(Object.keys(guards).map((name) => [name, file])),
    protected: new Map(protectedIds.map(({ value, position }) => [value, position.file])),
    ignored: new Map(ignored.map(({ value, position }) => [value.tenantId, position.file])),
    ...(undeclaredPartners && { undeclaredPartners: undeclaredPartners.position.file }),
  };
}

/** The settings of a partner: its profiles in order, later ones override, then its own settings. No deep merge. */
export function settingsOfPartner(partner: SourcePartner, source: SourceConfiguration): SourceSettings {
  if (partner.profiles.length === 0) return partner.settings;
  const settings = new Map<string, SourceSetting>();
  for (const { value: name } of partner.profiles) {
    for (const [key, setting] of source.profiles.get(name)?.settings ?? []) settings.set(key, setting);
  }
  for (const [key, setting] of partner.settings) settings.set(key, setting);
  return settings;
}

function resolvePartner(
  partner: SourcePartner,
  source: SourceConfiguration,
  { inheritable, names }: { readonly inheritable: readonly Setting[]; readonly names: DesiredState['names'] },
): readonly DesiredPartner[] {
  const { tenantId, labels, domainPosition, reviewBy, position, waivers } = partner;
  if (!tenantId) return [];
  const state = partner.state?.value ?? 'present';
  const undeclared = partner.undeclaredSettings ?? source.undeclaredSettings;
  const declared = declarations(settingsOfPartner(partner, source));
  const handedBack = inheritable.filter(({ name }) => !partner.unmanaged.includes(name));
  const inherits = state === 'present' && undeclared?.value === 'inherit';
  const label = names.get(tenantId.value);
  return [
    {
      tenantId: tenantId.value,
      state,
      ...(label !== undefined && { name: label }),
      ...labels,
      ...(domainPosition && { domainPosition }),
      ...(reviewBy && { reviewBy: reviewBy.value }),
      undeclaredSettings: undeclared?.value ?? 'broader',
      unmanaged: new Set(partner.unmanaged),
      settings: inherits ? withInherited(declared, handedBack, undeclared.position) : declared,
      ...(waivers.length > 0 && { waivers }),
      position,
    },
  ];
}

function withInherited(declared: Declarations, inheritable: readonly Setting[], position: Position): Declarations {
  const others = inheritable.filter(({ name }) => !declared.has(name));
  return new Map<string, Declaration>([
    ...declared,
    ...others.map(({ name }) => [name, { state: 'inherit', position }] as const),
  ]);
}

function declarations(settings: SourceSettings): Declarations {
  return new Map([...settings].map(([name, setting]) => [name, declaration(setting)]));
}

/** The partners of a profile share its declarations. */
const declaration = memoize((setting: SourceSetting): Declaration => {
  const { content, position, profile } = setting;
  const place = { position, ...(profile !== undefined && { profile }), ...membersOnOtherLines(setting) };
  return content.state === 'value'
    ? { state: content.state, value: content.value, ...place }
    : { state: content.state, ...place };
});

/** Most values are written on the line of their setting. */
function membersOnOtherLines({ row, content, position, places }: SourceSetting): Pick<Declaration, 'members'> {
  const members = new Map<string, Position>();
  for (const { path } of membersOf(row)) {
    const place = memberPosition(content.raw, path, places);
    if (place && (place.line !== position.line || place.file !== position.file)) members.set(path.join('.'), place);
  }
  return members.size === 0 ? {} : { members };
}

function memberPosition(raw: unknown, path: readonly string[], places: Places): Position | undefined {
  let holder = raw;
  for (const [index, key] of path.entries()) {
    if (!isJsonObject(holder) || !Object.hasOwn(holder, key)) return undefined;
    if (index === path.length - 1) return places.ofKey(holder, key);
    holder = holder[key];
  }
  return undefined;
}
