import { withUnset } from '../../model/canonical.ts';
import type { ApiVersion } from '../../model/cloud.ts';
import { ignoredKeys } from '../../model/fieldTable.ts';
import { compareText, isJsonObject, type Json } from '../../model/json.ts';
import type { LivePartner, SettingValues } from '../../model/liveState.ts';
import { type Setting, type SettingPlace, settingsOf } from '../../model/setting.ts';
import { entry, scalar, type YamlEntry } from './layout.ts';
import { commentText } from './scalarText.ts';
import { liveText, settingLayout, unknownMember } from './settingLayout.ts';

/** The labels and profiles of a partner's entry. */
export interface PartnerFacts {
  readonly name?: string | undefined;
  /** The label in `names`, repeated in a comment: the entry alone would say only an id. */
  readonly label?: string | undefined;
  readonly domain?: string | undefined;
  readonly owner?: string | undefined;
  readonly ticket?: string | undefined;
  readonly reviewBy?: string | undefined;
  readonly profiles?: readonly string[] | undefined;
  readonly notes?: string | undefined;
  readonly unmanaged?: ReadonlySet<string> | undefined;
}

export interface LayoutContext {
  readonly table: readonly Setting[];
  readonly apiVersion: ApiVersion;
  /** The other writer of a partner ("a service provider"); undefined if there is none. */
  readonly otherOwner: (partner: LivePartner) => string | undefined;
}

/** One entry of `partners`: all live settings that the configuration can express. */
export function partnerLayout(partner: LivePartner, facts: PartnerFacts, context: LayoutContext): readonly YamlEntry[] {
  const { entries } = settingEntries(partner.settings, 'partner', context);
  const owner = context.otherOwner(partner);
  const others = Object.entries(partner.others)
    .filter(([, value]) => isMeaningful(value))
    .sort(([a], [b]) => compareText(a, b))
    .map(([key, value]) => `${commentText(key)} is left out (${reasonOf(key)}). Live: ${liveText(value)}`);
  // An explicit `state: present` avoids the warning about a partner without settings.
  const isBare = entries.every(({ key }) => key === undefined);
  const unmanaged = facts.unmanaged ?? new Set();
  return [
    ...labelEntries(partner.tenantId, facts),
    ...(isBare ? [entry('state', 'present')] : []),
    ...(owner === undefined ? [] : [{ comments: [`This partner is ${owner}: others write it, too.`] }]),
    ...(unmanaged.size > 0 ? [unmanagedEntry([...unmanaged])] : []),
    ...entries,
    ...(others.length === 0 ? [] : [{ comments: others }]),
  ];
}

/** `unmanaged` with these settings or resources. */
export function unmanagedEntry(names: readonly string[]): YamlEntry {
  return entry('unmanaged', { kind: 'list', items: names.map(scalar) });
}

function reasonOf(key: string): string {
  const isNotManaged = ignoredKeys.some(({ name, why }) => name === key && why === 'not-managed');
  return isNotManaged ? 'xtap neither sets nor watches it' : unknownMember;
}

/** Graph returns many members only with null or empty values. */
function isMeaningful(value: Json): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isJsonObject(value) ? Object.values(value).some(isMeaningful) : value !== null;
}

export function labelEntries(tenantId: string, facts: PartnerFacts): readonly YamlEntry[] {
  const { profiles = [], label } = facts;
  const id = entry('tenantId', tenantId);
  return [
    label === undefined ? id : { ...id, remark: commentText(label) },
    ...(['domain', 'name', 'owner', 'ticket', 'reviewBy', 'notes'] as const).flatMap((key) =>
      facts[key] === undefined ? [] : [entry(key, facts[key])],
    ),
    ...(profiles.length === 0 ? [] : [entry('profiles', { kind: 'list', items: profiles.map(scalar) })]),
  ];
}

/** The settings of one place; `unexpressed` are those of which no part could be written. */
export function settingEntries(
  settings: SettingValues,
  place: SettingPlace,
  { table, apiVersion }: Pick<LayoutContext, 'table' | 'apiVersion'>,
): { readonly entries: readonly YamlEntry[]; readonly unexpressed: readonly string[] } {
  const entries: YamlEntry[] = [];
  const unexpressed: string[] = [];
  for (const row of settingsOf(table, place)) {
    const live = settings[row.name];
    if (live === undefined || !row.versions.includes(apiVersion)) continue;
    const { value, omissions } = settingLayout(row, withUnset(row, live), { place, apiVersion });
    if (!value) unexpressed.push(row.name);
    if (!value && omissions.length === 0) {
      entries.push({ comments: [`${row.name} is left out (it is empty). Live: ${liveText(live)}`] });
    } else entries.push({ ...(value && { key: row.name, value }), comments: omissions });
  }
  return { entries, unexpressed };
}
