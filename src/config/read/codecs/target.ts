import { isJsonObject } from '../../../model/json.ts';
import { canonicalGuid, isGuid } from '../../../model/tenantId.ts';
import { didYouMean } from '../didYouMean.ts';
import { keywords, type TargetSide, targetTypes } from '../shortForms.ts';
import { type ClosedParts, closed } from './closed.ts';
import { guidMistake, isPlaceholder } from './guidMistake.ts';
import { below, type DecodeSite, type Reader, reader, refuse, refuseType } from './reader.ts';
import { choice, oneOf, text } from './scalars.ts';
import { targetSchema } from './targetSchema.ts';

/** One half of an access setting, with its name and that of the other half: `usersAndGroups`, `applications`. */
export interface Half {
  readonly side: TargetSide;
  readonly name: string;
  readonly otherName: string | undefined;
}

export type TargetValue = { readonly target: string; readonly targetType: string };

/** A target as written, with the sites of its type and its id. */
interface SourceTarget {
  readonly type: string;
  readonly typeAt: DecodeSite;
  readonly typeIsKey: boolean;
  readonly id: string;
  readonly idAt: DecodeSite;
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
  return reader('a target', targetSchema(side), (input, at) => {
    if (typeof input === 'string') {
      const bare = { type: first, typeAt: at, typeIsKey: false, id: input, idAt: at };
      return side === 'users' && isGuid(input) ? refuseUntyped(bare) : checkTarget(half, bare);
    }
    if (!isJsonObject(input)) return refuseType(input, at, { expected });
    const read = mapping.read(input, at);
    const source = read?.complete ? locateTarget(side, read.parts, at) : undefined;
    return source && checkTarget(half, source);
  });
}

function locateTarget(side: TargetSide, read: ClosedParts<typeof parts>, at: DecodeSite): SourceTarget | undefined {
  const named = types.flatMap((type) => (read[type] === undefined ? [] : [{ type, id: read[type] }]));
  const [only] = named;
  const isGraphShape = read.target !== undefined || read.targetType !== undefined;
  if (named.length + (isGraphShape ? 1 : 0) > 1) {
    return refuse(at, { code: 'conflicting-keys', message: 'one target, but this mapping names several' });
  }
  if (only) {
    const member = below(at, only.type, text, only.id);
    return { type: only.type, typeAt: member, typeIsKey: true, id: only.id, idAt: member };
  }
  const { target: id, targetType: type } = read;
  if (id !== undefined && type !== undefined) {
    return {
      type,
      typeAt: below(at, 'targetType', text, type),
      typeIsKey: false,
      id,
      idAt: below(at, 'target', text, id),
    };
  }
  const missing = id !== undefined ? '`targetType`' : type !== undefined ? '`target`' : oneOf(targetTypes[side]);
  return refuse(at, { code: 'missing-key', message: `a target needs ${missing}` });
}

function checkTarget(half: Half, source: SourceTarget): TargetValue | undefined {
  const { side, name } = half;
  const { type, id } = source;
  if (!targetTypes[side].includes(type)) {
    return refuse(source.typeAt, {
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
    return refuse(source.idAt, {
      code: 'wrong-target',
      message: `\`${id}\` is not a ${type}`,
      hint: `write \`${id}\` by itself`,
    });
  }
  return refuseId(half, source);
}

function refuseId({ side, name, otherName }: Half, { id, idAt, type, typeIsKey }: SourceTarget): undefined {
  const other: TargetSide = side === 'users' ? 'applications' : 'users';
  if (keywords[other].includes(id)) {
    const message =
      otherName === undefined
        ? `\`${id}\` is a keyword for ${other}, and ${name} takes ${side}`
        : `\`${id}\` belongs into ${otherName}, not into ${name}`;
    return refuse(idAt, { code: 'wrong-target', message });
  }
  const owner = typeIsKey ? type : 'user or group';
  const expectedId = side === 'applications' ? 'the client id of the application' : `the object id of the ${owner}`;
  const { message, hint } = guidMistake(id, { id: expectedId, or: oneOf(keywords[side]) });
  return refuse(idAt, { code: 'bad-guid', message, hint: () => didYouMean(id, keywords[side]) ?? hint });
}

function refuseUntyped({ id, idAt }: SourceTarget): undefined {
  return refuse(idAt, {
    code: 'untyped-target',
    message: `"${id}" does not say whether it is a user or a group`,
    hint: `write \`{ user: ${id} }\` or \`{ group: ${id} }\``,
  });
}
