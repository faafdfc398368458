/*
 * What holds for one subject of a policy view: its rules, flags and their sources, own or inherited, as far as they are
 * known. Every predicate reads values here.
 */
import { defaultValueIn, effectiveValue, memberSourceOf, sourceOf as sourceOfValue } from '../access/effective.ts';
import { type AccessRule, accessRule, nobodyReachesAnything } from '../access/rule.ts';
import { leavesOf } from '../model/canonical.ts';
import type { Json } from '../model/json.ts';
import type { Position } from '../model/position.ts';
import type { Setting } from '../model/setting.ts';
import type { OwnValue, SubjectView } from './policyView.ts';

/** A value with its source. `value` is undefined where it is not known. */
export interface SourcedValue<Value> {
  readonly known: Value | undefined;
  readonly source: 'partner' | 'default';
  readonly value: Json;
}

export function sourceOf(view: SubjectView, row: Setting): 'partner' | 'default' {
  if (view.resource !== 'partner') return 'default';
  const { complete, value } = view.own(row);
  return complete && sourceOfValue(row, value) === 'inherited' ? 'default' : 'partner';
}

const off: OwnValue = { complete: true, value: null };

/** The value of the default that a partner inherits from. A setting that the default cannot have is off there. */
export function inheritedValue({ inherited }: SubjectView, row: Setting): OwnValue | undefined {
  const value = inherited?.own(row);
  return !value?.complete && defaultValueIn(row, undefined) === null ? off : value;
}

/** Which users reach which applications, as far as it is known. */
export function readRule(view: SubjectView, row: Setting): SourcedValue<AccessRule> {
  const source = sourceOf(view, row);
  if (view.isBlocked) return { known: nobodyReachesAnything, source, value: null };
  const own = view.own(row);
  const inherited = view.inherited ? inheritedValue(view, row) : off;
  const from = inherited?.complete ? inherited.value : undefined;
  const effective = own.complete ? effectiveValue(row, own.value, from) : undefined;
  const value = effective?.of === 'value' ? effective.value : own.value;
  return { known: effective?.of === 'value' ? accessRule(row, effective.value) : undefined, source, value };
}

/** A flag. One that neither the partner nor the default sets is off, the service default of every flag. */
export function readFlag(view: SubjectView, row: Setting, path: string): SourcedValue<boolean> {
  const source = sourceOf(view, row);
  if (view.isBlocked) return { known: false, source: 'default', value: null };
  const own = view.own(row);
  const [leaf, inherited] = [readLeaf(own, row, path), view.inherited && inheritedValue(view, row)];
  const isInherited = leaf === 'missing' && memberSourceOf(row, own.value, `${row.name}.${path}`) === 'inherited';
  if (!inherited || !isInherited) return { ...asFlag(leaf), source };
  return { ...asFlag(readLeaf(inherited, row, path)), source: 'default' };
}

/** A flag that the partner sets itself. */
export function readOwnFlag(view: SubjectView, row: Setting, path: string): SourcedValue<boolean> {
  return { ...asFlag(readLeaf(view.own(row), row, path)), source: 'partner' };
}

type LeafReading = { readonly value: Json } | 'missing' | 'unknown';

export function readLeaf({ complete, value }: OwnValue, row: Setting, path: string): LeafReading {
  const leaf = leavesOf(row, value).get(`${row.name}.${path}`);
  if (leaf !== undefined) return { value: leaf };
  return complete ? 'missing' : 'unknown';
}

function asFlag(leaf: LeafReading): Pick<SourcedValue<boolean>, 'known' | 'value'> {
  if (leaf === 'unknown') return { known: undefined, value: null };
  if (leaf === 'missing') return { known: false, value: false };
  return { known: typeof leaf.value === 'boolean' ? leaf.value : undefined, value: leaf.value };
}

/** The line that decides a setting or a member of it; undefined where no YAML line does. */
export function decidingPosition(view: SubjectView, row: Setting, path?: string): Position | undefined {
  const own = view.declarations.get(row.name);
  if (own?.state === 'value') return (path === undefined ? undefined : own.members?.get(path)) ?? own.position;
  const inherits = view.resource === 'partner' && sourceOf(view, row) === 'default';
  const ofDefault = inherits ? view.inherited?.declarations.get(row.name) : undefined;
  if (ofDefault?.state === 'value') {
    return (path === undefined ? undefined : ofDefault.members?.get(path)) ?? ofDefault.position;
  }
  return own?.position;
}
