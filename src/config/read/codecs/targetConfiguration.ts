import { unset } from '../../../model/canonical.ts';
import { compareText, isJsonObject } from '../../../model/json.ts';
import { type AccessType, accessTypes, allTargets, fullTargetConfiguration, type TargetSide } from '../shortForms.ts';
import { closed } from './closed.ts';
import { type ListValue, list } from './list.ts';
import { below, type DecodeSite, nameOf, type Reader, reader, refuse, refuseType } from './reader.ts';
import { choice } from './scalars.ts';
import { type Half, type TargetValue, target } from './target.ts';
import { targetConfigurationSchema, targetListSchema } from './targetSchema.ts';

/** One side of an access decision, in Graph's canonical shape: always accessType and targets together. */
export type TargetConfigurationValue = { readonly accessType: AccessType; readonly targets: readonly TargetValue[] };

/** `unset`: only the other half is set. Graph takes such a value and does not say what it means. */
export function targetConfiguration(
  half: Half,
  { nullHint }: { readonly nullHint?: string } = {},
): Reader<TargetConfigurationValue | typeof unset> {
  const { side } = half;
  const one = target(half);
  const targets = targetList(side, list(one, 'a list of targets'));
  const parts = { allowed: targets, blocked: targets, accessType: choice(accessTypes), targets };
  const mapping = closed({ expected: 'one half of a setting', parts, annotations: true });
  const word = choice([...accessTypes, unset]);
  const expected = '`allowed`, `blocked`, `unset` or a mapping';
  return reader(expected, targetConfigurationSchema(side, targets.schema), (input, at) => {
    if (typeof input === 'string') {
      const read = word.read(input, at);
      return read && (read === unset ? unset : fullTargetConfiguration(side, read));
    }
    if (!isJsonObject(input)) return refuseType(input, at, { expected, nullHint });
    const read = mapping.read(input, at);
    return read?.complete ? combineParts(read.parts, at) : undefined;
  });
}

interface SourceTargetConfiguration {
  readonly allowed?: readonly TargetValue[];
  readonly blocked?: readonly TargetValue[];
  readonly accessType?: AccessType;
  readonly targets?: readonly TargetValue[];
}

function combineParts(read: SourceTargetConfiguration, at: DecodeSite): TargetConfigurationValue | undefined {
  const { allowed, blocked, accessType, targets } = read;
  const isGraphShape = accessType !== undefined || targets !== undefined;
  if ([allowed !== undefined, blocked !== undefined, isGraphShape].filter(Boolean).length > 1) {
    const message = `${nameOf(at)} has one access type: either \`allowed\` or \`blocked\`, or \`accessType\` and \`targets\``;
    return refuse(at, { code: 'conflicting-keys', message });
  }
  if (allowed) return { accessType: 'allowed', targets: allowed };
  if (blocked) return { accessType: 'blocked', targets: blocked };
  if (accessType && targets) return { accessType, targets };
  if (!isGraphShape) return refuse(at, { code: 'empty-value', message: `${nameOf(at)} declares nothing` });
  const message = `${nameOf(at)} needs \`${accessType ? 'targets' : 'accessType'}\`: a half is one value`;
  return refuse(at, { code: 'missing-key', message });
}

/** Targets are a set: sorted and without duplicates. The target that includes all others must be the only one. */
function targetList(side: TargetSide, entries: Reader<ListValue<TargetValue>>): Reader<readonly TargetValue[]> {
  const all = allTargets[side].target;
  return reader(entries.name, targetListSchema(side, entries.schema), (input, at) => {
    const read = entries.read(input, at);
    if (!read) return undefined;
    if (Array.isArray(input) && input.length === 0) {
      const hint = `name targets, or write \`[${all}]\``;
      return refuse(at, { code: 'empty-targets', message: `${nameOf(at)} is empty`, hint });
    }
    const allEntry = read.entries.find(({ value }) => value.target === all);
    if (allEntry && read.entries.some(({ value }) => value.target !== all)) {
      return refuse(below(at, allEntry.index, entries, all), {
        code: 'mixed-targets',
        message: `\`${all}\` includes every other target, so it must be the only one`,
      });
    }
    return sortedUnique(read.entries.map(({ value }) => value));
  });
}

function sortedUnique(targets: readonly TargetValue[]): readonly TargetValue[] {
  const order = (a: TargetValue, b: TargetValue): number =>
    compareText(JSON.stringify(a.target), JSON.stringify(b.target)) || compareText(a.targetType, b.targetType);
  const sorted = [...targets].sort(order);
  return sorted.filter((each, index) => index === 0 || order(each, sorted[index - 1] ?? each) !== 0);
}
