import * as t from 'io-ts';
import { isJsonObject } from '../../../model/json.ts';
import { canonicalGuid, isGuid } from '../../../model/tenantId.ts';
import { didYouMean } from '../didYouMean.ts';
import { keywords, type TargetSide, targetTypes } from '../shortForms.ts';
import { type ClosedParts, closed } from './closed.ts';
import { guidMistake, isPlaceholder } from './guidMistake.ts';
import { type Reader, type ReportDecodeError, reader, refuse, refuseType } from './reader.ts';
import { choice, oneOf, text } from './scalars.ts';
import { targetSchema } from './targetSchema.ts';

/** One half of an access setting, with its name and that of the other half: `usersAndGroups`, `applications`. */
export interface Half {
  readonly side: TargetSide;
  readonly name: string;
  readonly otherName: string | undefined;
}

export type TargetValue = { readonly target: string; readonly targetType: string };

/** A target as written, with the contexts of its type and its id, for the positions of errors. */
interface SourceTarget {
  readonly type: string;
  readonly typeAt: t.Context;
  readonly typeIsKey: boolean;
  readonly id: string;
  readonly idAt: t.Context;
}

const types = ['user', 'group', 'application'] as const;
const parts = { target: text, targetType: choice(types), user: text, group: text, application: text, name: text };
const mapping = closed({ expected: 'a target', parts, annotations: true });

/**
 * A target in any of its forms: a keyword or the GUID of an application alone, `{ group: GUID, name: label }`, or
 * Graph's own shape.
 */
export function target(half: Half): Reader<TargetValue> {
  const { side } = half;
  const [first = ''] = targetTypes[side];
  const expected =
    side === 'users' ? '`AllUsers`, `{ user: GUID }` or `{ group: GUID }`' : `${oneOf(keywords[side])}, or a GUID`;
  return reader('a target', targetSchema(side), (input, context, report) => {
    if (typeof input === 'string') {
      const bare = { type: first, typeAt: context, typeIsKey: false, id: input, idAt: context };
      return side === 'users' && isGuid(input) ? refuseUntyped(bare, report) : checkTarget(half, bare, report);
    }
    if (!isJsonObject(input)) return refuseType(input, context, report, { expected });
    const read = mapping.read(input, context, report);
    const source = read?.complete ? locateTarget(side, read.parts, context, report) : undefined;
    return source && checkTarget(half, source, report);
  });
}

function locateTarget(
  side: TargetSide,
  read: ClosedParts<typeof parts>,
  context: t.Context,
  report: ReportDecodeError,
): SourceTarget | undefined {
  const below = (key: string, value: string): t.Context => t.appendContext(context, key, text, value);
  const named = types.flatMap((type) => (read[type] === undefined ? [] : [{ type, id: read[type] }]));
  const [only] = named;
  const isGraphShape = read.target !== undefined || read.targetType !== undefined;
  if (named.length + (isGraphShape ? 1 : 0) > 1) {
    return refuse(context, report, { code: 'conflicting-keys', message: 'one target, but this mapping names several' });
  }
  if (only) {
    const at = below(only.type, only.id);
    return { type: only.type, typeAt: at, typeIsKey: true, id: only.id, idAt: at };
  }
  const { target: id, targetType: type } = read;
  if (id !== undefined && type !== undefined) {
    return { type, typeAt: below('targetType', type), typeIsKey: false, id, idAt: below('target', id) };
  }
  const missing = id !== undefined ? '`targetType`' : type !== undefined ? '`target`' : oneOf(targetTypes[side]);
  return refuse(context, report, { code: 'missing-key', message: `a target needs ${missing}` });
}

function checkTarget(half: Half, source: SourceTarget, report: ReportDecodeError): TargetValue | undefined {
  const { side, name } = half;
  const { type, id } = source;
  if (!targetTypes[side].includes(type)) {
    return refuse(source.typeAt, report, {
      code: 'wrong-target',
      message: `a target of type \`${type}\` cannot be in ${name}`,
      hint: `${name} takes targets of type ${oneOf(targetTypes[side])}`,
      at: source.typeIsKey ? 'key' : 'value',
    });
  }
  if (isGuid(id) && !isPlaceholder(id)) return { target: canonicalGuid(id), targetType: type };
  const isKeyword = keywords[side].includes(id);
  if (isKeyword && type === targetTypes[side][0]) return { target: id, targetType: type };
  if (isKeyword) {
    return refuse(source.idAt, report, {
      code: 'wrong-target',
      message: `\`${id}\` is not a ${type}`,
      hint: `write \`${id}\` by itself`,
    });
  }
  return refuseId(half, source, report);
}

function refuseId(
  { side, name, otherName }: Half,
  { id, idAt, type, typeIsKey }: SourceTarget,
  report: ReportDecodeError,
): undefined {
  const other: TargetSide = side === 'users' ? 'applications' : 'users';
  if (keywords[other].includes(id)) {
    const message =
      otherName === undefined
        ? `\`${id}\` is a keyword for ${other}, and ${name} takes ${side}`
        : `\`${id}\` belongs into ${otherName}, not into ${name}`;
    return refuse(idAt, report, { code: 'wrong-target', message });
  }
  const owner = typeIsKey ? type : 'user or group';
  const expectedId = side === 'applications' ? 'the client id of the application' : `the object id of the ${owner}`;
  const { message, hint } = guidMistake(id, { id: expectedId, or: oneOf(keywords[side]) });
  return refuse(idAt, report, { code: 'bad-guid', message, hint: () => didYouMean(id, keywords[side]) ?? hint });
}

function refuseUntyped({ id, idAt }: SourceTarget, report: ReportDecodeError): undefined {
  return refuse(idAt, report, {
    code: 'untyped-target',
    message: `"${id}" does not say whether it is a user or a group`,
    hint: `write \`{ user: ${id} }\` or \`{ group: ${id} }\``,
  });
}
