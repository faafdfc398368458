/*
 * From what the user wrote to what it means: profiles are laid under a partner's own settings, setting by setting;
 * `undeclaredSettings: inherit` becomes declarations; every default has its value. After this file nobody can tell by
 * which way something was written, except by its position.
 */
import type { ApiVersion, Cloud } from '../../model/cloud.ts';
import type {
  Declaration,
  Declarations,
  DesiredPartner,
  DesiredState,
  GuardLimits,
  LimitFiles,
} from '../../model/desiredState.ts';
import { type Setting, settingsOf } from '../../model/fieldTable.ts';
import { compareText } from '../../model/json.ts';
import type { Position } from '../../model/position.ts';
import type { TenantId } from '../../model/tenantId.ts';
import type { SourceConfiguration, SourcePartner, SourceSetting, SourceSettings } from './sourceConfiguration.ts';

export const defaultGuards: GuardLimits = { maxDeletes: 5, maxDeletePercent: 20, maxChangePercent: 50 };

export interface ResolveOptions {
  readonly table: readonly Setting[];
  readonly tenantId: TenantId;
  readonly cloud: Cloud;
  readonly apiVersion: ApiVersion;
  readonly sourceName: string;
}

export function resolve(written: SourceConfiguration, resolution: ResolveOptions): DesiredState {
  const { table, tenantId, cloud, apiVersion, sourceName } = resolution;
  const { undeclaredPartners } = written;
  const inheritable = settingsOf(table, 'partner').filter(
    (row) => row.inherits !== 'never' && row.versions.includes(apiVersion),
  );
  return {
    tenantId,
    cloud,
    apiVersion,
    undeclaredPartners: undeclaredPartners?.value ?? 'report',
    undeclaredSettings: written.undeclaredSettings?.value ?? 'ignore',
    ...(undeclaredPartners && { undeclaredPartnersPosition: undeclaredPartners.position }),
    protected: new Set(written.protected.map(({ value }) => value).sort(compareText)),
    guards: { ...defaultGuards, ...written.guards },
    limitFiles: limitFilesOf(written),
    policy: declarations(written.policy),
    default: declarations(written.default),
    partners: written.partners
      .flatMap((partner) => resolvePartner(partner, written, inheritable))
      .sort((a, b) => compareText(a.tenantId, b.tenantId)),
    files: written.files,
    sourceName,
  };
}

function limitFilesOf({ guards, once, protected: kept, undeclaredPartners }: SourceConfiguration): LimitFiles {
  const file = once.get('guards')?.file ?? '';
  return {
    guards: Object.fromEntries(Object.keys(guards).map((name) => [name, file])),
    protected: new Map(kept.map(({ value, position }) => [value, position.file])),
    ...(undeclaredPartners && { undeclaredPartners: undeclaredPartners.position.file }),
  };
}

/** A partner's settings: its profiles in their order, later ones over earlier ones, then its own. No deep merge. */
export function settingsOfPartner(partner: SourcePartner, written: SourceConfiguration): SourceSettings {
  if (partner.profiles.length === 0) return partner.settings;
  const settings = new Map<string, SourceSetting>();
  for (const { value: name } of partner.profiles) {
    for (const [key, setting] of written.profiles.get(name)?.settings ?? []) settings.set(key, setting);
  }
  for (const [key, setting] of partner.settings) settings.set(key, setting);
  return settings;
}

function resolvePartner(
  partner: SourcePartner,
  written: SourceConfiguration,
  inheritable: readonly Setting[],
): readonly DesiredPartner[] {
  const { tenantId, labels, domainPosition, reviewBy, position } = partner;
  if (!tenantId) return [];
  const state = partner.state?.value ?? 'present';
  const undeclared = partner.undeclaredSettings ?? written.undeclaredSettings;
  const declared = declarations(settingsOfPartner(partner, written));
  const inherits = state === 'present' && undeclared?.value === 'inherit';
  return [
    {
      tenantId: tenantId.value,
      state,
      ...labels,
      ...(domainPosition && { domainPosition }),
      ...(reviewBy && { reviewBy: reviewBy.value }),
      undeclaredSettings: undeclared?.value ?? 'ignore',
      settings: inherits ? withInherited(declared, inheritable, undeclared.position) : declared,
      position,
    },
  ];
}

function withInherited(declared: Declarations, inheritable: readonly Setting[], position: Position): Declarations {
  const others = inheritable.filter(({ name }) => !declared.has(name));
  return new Map([...declared, ...others.map(({ name }) => [name, { state: 'inherit', position }] as const)]);
}

function declarations(settings: SourceSettings): Declarations {
  const declared = new Map<string, Declaration>();
  for (const [name, { content, position }] of settings) {
    const { state } = content;
    declared.set(name, state === 'value' ? { state, value: content.value, position } : { state, position });
  }
  return declared;
}
