/*
 * Shapes of the JSON files that xtap writes and reads again. A shape is written once and gives the codec that checks a
 * file, the JSON Schema that describes it, and the order in which its keys are written. The type of the value comes
 * first: the compiler compares the members of a shape with it.
 */

import { isLeft } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';
import { parseTenantId, type TenantId } from './tenantId.ts';

export interface Shape<A> {
  readonly codec: t.Mixed;
  readonly schema: JsonObject;
  /** The schemas that `schema` refers to, by name. */
  readonly definitions: Definitions;
  /** The value with its keys in the order of the shape; keys that the shape does not have come last. */
  inOrder(value: A): A;
}

export interface OptionalShape<A> extends Shape<A> {
  readonly optional: true;
}

type Definitions = Readonly<Record<string, JsonObject>>;

/** Every member of a type; a member that may be missing must be optional in the shape too. */
export type Members<T> = {
  readonly [K in keyof T]-?: Pick<T, never> extends Pick<T, K>
    ? OptionalShape<Exclude<T[K], undefined>>
    : Shape<T[K]> & { readonly optional?: never };
};

export function leaf<A>(name: string, is: (value: unknown) => boolean, schema: JsonObject): Shape<A> {
  const validate: t.Validate<unknown, unknown> = (value, context) =>
    is(value) ? t.success(value) : t.failure(value, context);
  const codec = new t.Type<unknown>(name, is as t.Is<unknown>, validate, t.identity);
  return { codec, schema, definitions: {}, inOrder: (value) => value };
}

export const text: Shape<string> = leaf('text', t.string.is, { type: 'string' });
export const flag: Shape<boolean> = leaf('true or false', t.boolean.is, { type: 'boolean' });
export const amount: Shape<number> = leaf('a number', isAmount, { type: 'number', minimum: 0 });
export const count: Shape<number> = leaf(
  'a whole number of at least 0',
  (value) => Number.isInteger(value) && isAmount(value),
  {
    type: 'integer',
    minimum: 0,
  },
);
export const line: Shape<number> = leaf('a line', (value) => Number.isInteger(value) && Number(value) > 0, {
  type: 'integer',
  minimum: 1,
});
export const anyJson: Shape<Json> = leaf('JSON', (value) => value !== undefined, {});
export const anyObject: Shape<JsonObject> = leaf('an object', isJsonObject, { type: 'object' });
export const tenantId: Shape<TenantId> = leaf(
  'a tenant id (GUID in lower case)',
  (value) => typeof value === 'string' && parseTenantId(value) === value,
  { type: 'string', pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' },
);

/** A tenant id in any spelling: people edit such files. */
export const anyTenantId: Shape<string> = leaf(
  'a tenant id (GUID)',
  (value) => typeof value === 'string' && parseTenantId(value) !== undefined,
  { type: 'string', format: 'uuid' },
);

function isAmount(value: unknown): boolean {
  return typeof value === 'number' && value >= 0;
}

export function textLike(pattern: string): Shape<string> {
  return { ...text, schema: { type: 'string', pattern } };
}

export function exactly<A extends string | number | boolean>(value: A): Shape<A> {
  return leaf(JSON.stringify(value), (other) => other === value, { const: value });
}

export function oneOf<A extends string>(...words: readonly A[]): Shape<A> {
  return leaf(`one of ${words.join(', ')}`, (value) => words.some((word) => word === value), { enum: words });
}

export function orNull<A>(shape: Shape<A>): Shape<A | null> {
  const { codec } = shape;
  // A union would add the number of its part to the path of a fault.
  return {
    codec: new t.Type<unknown>(
      codec.name,
      (value): value is unknown => value === null || codec.is(value),
      (value, context) => (value === null ? t.success(value) : codec.validate(value, context)),
      t.identity,
    ),
    schema: { ...shape.schema, type: [shape.schema.type ?? null, 'null'] },
    definitions: shape.definitions,
    inOrder: (value) => (value === null ? null : shape.inOrder(value)),
  };
}

export function listOf<A>(shape: Shape<A>): Shape<readonly A[]> {
  return {
    codec: t.readonlyArray(shape.codec, 'a list'),
    schema: { type: 'array', items: shape.schema },
    definitions: shape.definitions,
    inOrder: (values) => values.map((value) => shape.inOrder(value)),
  };
}

/** An object with any keys. */
export function mapOf<A>(shape: Shape<A>): Shape<Readonly<Record<string, A>>> {
  const values = shape.codec;
  return {
    ...leaf('an object', (value) => isJsonObject(value) && Object.values(value).every((each) => values.is(each)), {
      type: 'object',
      additionalProperties: shape.schema,
    }),
    definitions: shape.definitions,
  };
}

/** An object with these members and no others. */
export function closed<T extends object>(members: Members<T>): Shape<T> {
  return objectOf(members, { isOpen: false });
}

/** An object with at least these members. Its other members are kept. */
export function open<T extends object>(members: Members<T>): Shape<T> {
  return objectOf(members, { isOpen: true });
}

export function optional<A>(shape: Shape<A>): OptionalShape<A> {
  return { ...shape, optional: true };
}

export function described<A>(shape: Shape<A>, description: string): Shape<A> {
  return { ...shape, schema: { ...shape.schema, description } };
}

/** Gives the schema of a shape a name, so that it is written once and referred to. */
export function named<A>(name: string, shape: Shape<A>): Shape<A> {
  const definitions = { [name]: shape.schema, ...shape.definitions };
  return { ...shape, schema: { $ref: `#/$defs/${name}` }, definitions };
}

export function fits<A>(shape: Shape<A>, value: unknown): value is A {
  return shape.codec.is(value);
}

/** The path of the first part of a value that does not fit; undefined if the value fits. */
export function firstFault(shape: Shape<unknown>, value: unknown): Fault | undefined {
  // Deciding costs less than locating.
  if (shape.codec.is(value)) return undefined;
  const result = shape.codec.decode(value);
  const context = isLeft(result) ? (result.left[0]?.context ?? []) : [];
  const steps = context.map(({ key }) => key).filter((key) => key !== '');
  const path = steps.map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  return { path, expected: context.at(-1)?.type.name ?? '' };
}

export type JsonPath = readonly (string | number)[];

/** The path as text: `fields[0].after`, or `x["a b"]` for a name with other characters than letters and digits. */
export function jsonPath(path: JsonPath): string {
  const steps = path.map((step) =>
    typeof step === 'string' && /^\w+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`,
  );
  return steps.join('').replace(/^\./, '');
}

export interface Fault {
  readonly path: JsonPath;
  /** `a tenant id (GUID)` */
  readonly expected: string;
}

/** What is wrong with a value that does not fit: `rows[1].people is not a list`. */
export function describeFault(shape: Shape<unknown>, value: unknown): string {
  const { path = [], expected = '' } = firstFault(shape, value) ?? {};
  return `${jsonPath(path) || 'it'} is not ${expected}`;
}

function objectOf<T extends object>(members: Members<T>, { isOpen }: { readonly isOpen: boolean }): Shape<T> {
  const shapes: MemberShapes = Object.entries(members);
  const names = new Set(shapes.map(([name]) => name));
  const required = shapes.flatMap(([name, shape]) => ('optional' in shape ? [] : [name]));
  return {
    codec: objectCodec(shapes, { isKnown: (key) => isOpen || names.has(key) }),
    schema: {
      type: 'object',
      properties: Object.fromEntries(shapes.map(([name, { schema }]) => [name, schema])),
      required,
      ...(isOpen ? {} : { additionalProperties: false }),
    },
    definitions: Object.assign({}, ...shapes.map(([, { definitions }]) => definitions)),
    inOrder: (value) => {
      const own = value as Readonly<Record<string, unknown>>;
      const known = shapes.filter(([name]) => own[name] !== undefined);
      const ordered = Object.fromEntries(known.map(([name, shape]) => [name, shape.inOrder(own[name])]));
      return { ...ordered, ...Object.fromEntries(Object.entries(value).filter(([key]) => !names.has(key))) } as T;
    },
  };
}

type MemberShapes = readonly (readonly [string, Shape<unknown>])[];

function objectCodec(shapes: MemberShapes, { isKnown }: { readonly isKnown: (key: string) => boolean }): t.Mixed {
  const isMissing = (value: JsonObject, name: string, shape: Shape<unknown>): boolean =>
    'optional' in shape && !Object.hasOwn(value, name);
  const is = (value: unknown): value is JsonObject =>
    isJsonObject(value) &&
    Object.keys(value).every(isKnown) &&
    shapes.every(([name, shape]) => isMissing(value, name, shape) || shape.codec.is(value[name]));
  return new t.Type<JsonObject, unknown, unknown>(
    'an object',
    is,
    (value, context) => {
      if (!isJsonObject(value)) return t.failure(value, context);
      const unknown = Object.keys(value).find((key) => !isKnown(key));
      if (unknown !== undefined) return t.failure(value[unknown], t.appendContext(context, unknown, t.never));
      const faulty = shapes.find(([name, shape]) => !isMissing(value, name, shape) && !shape.codec.is(value[name]));
      if (faulty === undefined) return t.success(value);
      const [name, { codec }] = faulty;
      return codec.validate(value[name], t.appendContext(context, name, codec));
    },
    t.identity,
  );
}
