/*
 * Writes a live tenant as a new configuration. It contains the whole policy, including the default and the policy root.
 * Inherited settings are left out; xtap watches undeclared settings by itself.
 */
import { posix } from 'node:path';
import { compareText } from '../../model/json.ts';
import type { LiveState } from '../../model/liveState.ts';
import type { TenantId } from '../../model/tenantId.ts';
import type { SourceFile } from '../read/sourceFile.ts';
import { schemaLine } from '../schema/schema.ts';
import { choosePartnerFileNames } from './fileNames.ts';
import { blockLines, entry, itemLines, openMapping, scalar, type YamlEntry } from './layout.ts';
import { type LayoutContext, partnerLayout, settingEntries } from './partnerLayout.ts';

/** The file with the keys that occur only once in a configuration. */
const mainFile = 'xtap.yaml';
export const partnerFolder = 'partners';
/** The schema for editors, a file beside `xtap.yaml`. */
export const schemaFile = 'xtap.schema.json';

export interface WritingContext extends Omit<LayoutContext, 'apiVersion'> {
  readonly names: ReadonlyMap<TenantId, string>;
  readonly split: boolean;
  /** Warnings that the plan of this configuration causes, and that are intended. */
  readonly silence?: readonly string[];
}

/** The files, with names relative to the folder of the configuration. */
export function newConfiguration(live: LiveState, context: WritingContext): readonly SourceFile[] {
  const writing = { ...context, apiVersion: live.apiVersion };
  const partners = live.partners
    .filter(({ tenantId }) => tenantId !== live.tenantId)
    .map((partner): NewPartner => {
      const name = context.names.get(partner.tenantId);
      return { tenantId: partner.tenantId, name, entries: partnerLayout(partner, { label: name }, writing) };
    });
  const head = [schemaLine(`./${schemaFile}`), ...blockLines(headEntries(live, context.silence ?? []), '')];
  const sections = (['policy', 'default'] as const).flatMap((place) => sectionLines(live, place, context));
  const names = namesLines(partners);
  if (!context.split) {
    const list = partners.length === 0 ? [] : ['', ...partnerLines(partners)];
    return [file(mainFile, [...head, ...sections, ...list, ...names])];
  }
  const folder = { folder: partnerFolder, schema: `../${schemaFile}`, taken: new Set<string>() };
  return [file(mainFile, [...head, ...sections, ...names]), ...partnerFiles(partners, folder)];
}

/** One file for each partner, in the given folder. */
export function partnerFiles(
  partners: readonly NewPartner[],
  { folder, schema, taken }: PartnerFolder,
): readonly SourceFile[] {
  const names = choosePartnerFileNames(partners, taken);
  return partners
    .map((partner) => {
      const name = names.get(partner.tenantId) ?? partner.tenantId;
      return partnerFile(posix.join(folder, `${name}.yaml`), [partner], schema);
    })
    .sort((a, b) => compareText(a.file, b.file));
}

export function partnerFile(name: string, partners: readonly NewPartner[], schema: string): SourceFile {
  return file(name, [schemaLine(schema), ...partnerLines(partners)]);
}

/** A partner for which an entry will be written. */
export interface NewPartner {
  readonly tenantId: TenantId;
  readonly name: string | undefined;
  readonly entries: readonly YamlEntry[];
}

export interface PartnerFolder {
  readonly folder: string;
  /** The path of the schema, relative to the folder. */
  readonly schema: string;
  /** The names of existing files, without extension, in lower case. */
  readonly taken: ReadonlySet<string>;
}

function headEntries({ tenantId, cloud, apiVersion }: LiveState, silence: readonly string[]): readonly YamlEntry[] {
  return [
    entry('version', 1),
    entry('tenant', tenantId),
    entry('cloud', cloud),
    entry('api', apiVersion),
    ...(silence.length === 0 ? [] : [entry('silence', { kind: 'list', items: silence.map(scalar) })]),
  ];
}

function sectionLines(live: LiveState, place: 'policy' | 'default', { table }: WritingContext): readonly string[] {
  const settings = live[place];
  if (!settings) return [];
  const supported = place === 'policy' ? withoutUnsupported(settings, live, table) : settings;
  const { entries } = settingEntries(supported, place, { table, apiVersion: live.apiVersion });
  if (entries.length === 0) return [];
  const hasKeys = entries.some(({ key }) => key !== undefined);
  const lines = blockLines(entries, hasKeys ? '  ' : '');
  return hasKeys ? ['', `${place}:`, ...lines] : ['', ...lines];
}

function namesLines(partners: readonly NewPartner[]): readonly string[] {
  const labels = nameEntries(partners);
  return labels.length === 0 ? [] : ['', ...blockLines([{ key: 'names', value: openMapping(labels) }], '')];
}

export function nameEntries(partners: readonly Pick<NewPartner, 'tenantId' | 'name'>[]): readonly YamlEntry[] {
  return partners.flatMap(({ tenantId, name }) => (name === undefined ? [] : [entry(tenantId, name)]));
}

/** Drops empty lists of settings that the cloud does not have: they mean nothing and would only cause warnings. */
function withoutUnsupported(
  settings: NonNullable<LiveState['policy']>,
  { cloud }: LiveState,
  table: LayoutContext['table'],
): NonNullable<LiveState['policy']> {
  const isUnsupported = (name: string): boolean => {
    const row = table.find((each) => each.name === name);
    const value = settings[name];
    return row !== undefined && !row.clouds.includes(cloud) && Array.isArray(value) && value.length === 0;
  };
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !isUnsupported(name)));
}

/** The lines of the key `partners` and its list. */
export function partnerLines(partners: readonly NewPartner[]): readonly string[] {
  return [
    'partners:',
    ...partners.flatMap(({ entries }, index) => [
      ...(index === 0 ? [] : ['']),
      ...itemLines(openMapping(entries), '  '),
    ]),
  ];
}

function file(name: string, lines: readonly string[]): SourceFile {
  return { file: name, text: `${lines.join('\n')}\n` };
}
