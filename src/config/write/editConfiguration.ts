/*
 * Changes a configuration to match the tenant. Edits come first: each changes only the drifted value. If an edit cannot
 * change the YAML as it is written (a shared entry, a profile whose value the partner cannot undo), the whole entry is
 * rewritten: then the law of pull still holds, but comments inside the entry are lost.
 */

import { isMap, isSeq } from 'yaml';
import type { DesiredState, UnmanagedResource } from '../../model/desiredState.ts';
import type { Json } from '../../model/json.ts';
import type { LivePartner, LiveState } from '../../model/liveState.ts';
import { type Setting, type SettingPlace, settingsOf } from '../../model/setting.ts';
import type { TenantId } from '../../model/tenantId.ts';
import type { SourceFile } from '../read/sourceFile.ts';
import type { MapNode } from '../read/yaml/places.ts';
import { applyEdits, columnOf, contentEnd, type Edit, lineEnd } from './edits.ts';
import { blockLines, flowText, scalar } from './layout.ts';
import { appendItems, removeItems } from './listEdits.ts';
import { appendEntries, replaceValue } from './mappingEdits.ts';
import { type DocumentNodes, documentNodes, ownPair, rangeOf, valueAt } from './nodes.ts';
import { type LayoutContext, partnerLayout, settingEntries, unmanagedEntry } from './partnerLayout.ts';
import { reanchor } from './reanchor.ts';
import { type SettingDifference, settingEdits } from './settingEdits.ts';

/** The differences between a configuration and the tenant. */
export interface Differences {
  readonly policy: readonly SettingDifference[];
  readonly default: readonly SettingDifference[];
  /** Drifted partners that are declared and live. */
  readonly partners: ReadonlyMap<
    TenantId,
    {
      readonly partner: LivePartner;
      readonly settings: readonly SettingDifference[];
      /** Settings of which an undeclared live value cannot be declared, so that it is to be accepted. */
      readonly unmanaged: readonly string[];
    }
  >;
  /** The default and the policy root, if an undeclared live value cannot be declared. */
  readonly unmanaged: readonly UnmanagedResource[];
  /** Live partners that have a tombstone. */
  readonly revived: ReadonlyMap<TenantId, LivePartner>;
  /** Partners that are declared, but not live. */
  readonly gone: ReadonlySet<TenantId>;
  /** Partners that are live, but not declared. */
  readonly added: readonly LivePartner[];
}

export interface EditingContext extends LayoutContext {
  readonly desired: DesiredState;
  readonly live: LiveState;
  readonly differences: Differences;
  /** Rewrite entries instead of editing them. */
  readonly rewrite: boolean;
}

/** The files after the change, without those that contained only partners that are gone. */
export function editConfiguration(sources: readonly SourceFile[], context: EditingContext): readonly SourceFile[] {
  return sources.flatMap((source) => {
    const documents = documentNodes(source);
    const [only] = documents;
    if (only && documents.length === 1 && isEmptied(only, context)) return [];
    const edits = documents.flatMap((document) => documentEdits(source.text, document, context));
    return [edits.length === 0 ? source : { ...source, text: applyEdits(source.text, edits) }];
  });
}

function isEmptied({ root, partners, entries }: DocumentNodes, { differences: { gone } }: EditingContext): boolean {
  const isList = root.items.length === 1 && partners !== undefined && entries.size > 0;
  return isList && [...entries.keys()].every((tenantId) => gone.has(tenantId));
}

function documentEdits(text: string, document: DocumentNodes, context: EditingContext): readonly Edit[] {
  const { root, partners: list, entries } = document;
  const { gone } = context.differences;
  const pair = ownPair(root, 'partners');
  const removed = new Set([...entries].flatMap(([tenantId, { index }]) => (gone.has(tenantId) ? [index] : [])));
  return [
    ...sectionEdits(text, document, 'policy', context),
    ...sectionEdits(text, document, 'default', context),
    ...[...entries.keys()].flatMap((tenantId) => entryEdits(text, document, tenantId, context)),
    ...(list && pair && removed.size > 0
      ? [
          ...reanchor(
            root,
            list.items.filter((_, index) => removed.has(index)),
          ),
          ...removeItems(text, { list, pair, inFlow: root.flow === true }, removed),
        ]
      : []),
  ];
}

/** `policy` or `default`. */
function sectionEdits(
  text: string,
  { root }: DocumentNodes,
  place: 'policy' | 'default',
  { differences, desired, live, table, apiVersion, rewrite }: EditingContext,
): readonly Edit[] {
  const pair = ownPair(root, place);
  const drifted = differences[place];
  if (!pair || drifted.length === 0) return [];
  const map = valueAt(root, place);
  if (!rewrite && isMap(map)) {
    return drifted.flatMap((difference) => settingEdits(text, map, difference, { place, apiVersion }) ?? []);
  }
  const reported = new Set(drifted.map(({ row }) => row.name));
  const declared = Object.entries(live[place] ?? {}).filter(([name]) => desired[place].has(name) || reported.has(name));
  const { entries } = settingEntries(Object.fromEntries(declared), place, { table, apiVersion });
  return replaceValue(text, root, pair, { kind: 'mapping', entries });
}

function entryEdits(
  text: string,
  document: DocumentNodes,
  tenantId: TenantId,
  context: EditingContext,
): readonly Edit[] {
  const { differences, apiVersion, table, rewrite } = context;
  const drifted = differences.partners.get(tenantId);
  const revived = differences.revived.get(tenantId);
  const partner = drifted?.partner ?? revived;
  const map = document.entries.get(tenantId)?.map;
  if (!partner) return [];
  const accepting = map && drifted?.settings.length === 0 ? unmanagedEdits(text, map, drifted.unmanaged) : [];
  if (accepting.length > 0) return accepting;
  if (rewrite || !map) return rewriteEntry(text, document, partner, context);
  if (drifted) {
    const site = { place: 'partner', apiVersion } as const;
    const edits = drifted.settings.flatMap((difference) => settingEdits(text, map, difference, site) ?? []);
    // Both may append to the entry; the next round does the rest.
    return edits.length > 0 ? edits : unmanagedEdits(text, map, drifted.unmanaged);
  }
  const state = ownPair(map, 'state');
  const { entries } = settingEntries(partner.settings, 'partner', { table, apiVersion });
  return state ? [...replaceValue(text, map, state, scalar('present')), ...appendEntries(text, map, entries)] : [];
}

function unmanagedEdits(text: string, map: MapNode, names: readonly string[]): readonly Edit[] {
  if (names.length === 0) return [];
  const pair = ownPair(map, 'unmanaged');
  const list = pair?.value;
  if (!pair) return appendEntries(text, map, [unmanagedEntry(names)]);
  if (!isSeq(list)) return [];
  return appendItems(text, { list, pair, inFlow: map.flow === true }, names.map(scalar), { spaced: false });
}

function rewriteEntry(
  text: string,
  { entries, partners: list }: DocumentNodes,
  partner: LivePartner,
  context: EditingContext,
): readonly Edit[] {
  const { index, map } = entries.get(partner.tenantId) ?? { index: -1, map: undefined };
  const range = rangeOf(list?.items[index]);
  const facts = context.desired.partners.find(({ tenantId }) => tenantId === partner.tenantId);
  const label = context.desired.names.get(partner.tenantId);
  const name = facts?.name === label ? undefined : facts?.name;
  const unmanaged = new Set([
    ...(facts?.unmanaged ?? []),
    ...(context.differences.partners.get(partner.tenantId)?.unmanaged ?? []),
  ]);
  const layout = partnerLayout(partner, { ...facts, name, label, unmanaged }, context);
  const inFlow = map === undefined || map.flow === true;
  const lines = blockLines(layout, ' '.repeat(columnOf(text, range.start)));
  const block = lines.join(lineEnd(text)).trimStart();
  return [
    {
      start: range.start,
      end: contentEnd(text, range.start, range.end),
      text: inFlow ? flowText({ kind: 'mapping', entries: layout }) : block,
    },
  ];
}

/** True if the configuration can express at least a part of the live value. */
export function isExpressible(
  { row, live }: { readonly row: Setting; readonly live: Json },
  place: SettingPlace,
  { table, apiVersion }: Pick<LayoutContext, 'table' | 'apiVersion'>,
): boolean {
  const known = settingsOf(table, place).includes(row);
  return known && settingEntries({ [row.name]: live }, place, { table: [row], apiVersion }).unexpressed.length === 0;
}
