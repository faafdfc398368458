/**
 * The part of OData's filter language that the logs support: comparisons, `any` over a list of texts, `and`, `or`,
 * `not` and parentheses. Other filters are refused, because the service also refuses filters that it does not support.
 */
import { isList, isObject, type Json, type JsonObject } from '../json.ts';

export type FilterKind = 'text' | 'time' | 'number' | 'flag' | 'list';

/** The properties that a filter may name, with their kinds. `status/errorCode` is a member of a member. */
export type FilterProperties = Readonly<Record<string, FilterKind>>;

export type FilterNode =
  | { readonly kind: 'and' | 'or'; readonly left: FilterNode; readonly right: FilterNode }
  | { readonly kind: 'not'; readonly node: FilterNode }
  | { readonly kind: 'compare'; readonly property: string; readonly operator: Operator; readonly value: FilterValue }
  | { readonly kind: 'any'; readonly property: string; readonly value: string };

type FilterValue = string | number | boolean | null;

const operators = ['eq', 'ne', 'ge', 'gt', 'le', 'lt'] as const;
type Operator = (typeof operators)[number];

/** Which operators each kind supports. */
const operatorsOf: Readonly<Record<FilterKind, readonly Operator[]>> = {
  text: ['eq', 'ne'],
  flag: ['eq', 'ne'],
  number: operators,
  time: operators,
  list: [],
};

/** What is wrong with a filter: its text, or a property that the type does not have. */
export type FilterProblem = { readonly unknown: string } | { readonly invalid: string };

/** Thrown inside of the parser only. */
class FilterError extends Error {
  readonly problem: FilterProblem;

  constructor(problem: FilterProblem) {
    super('unknown' in problem ? problem.unknown : problem.invalid);
    this.problem = problem;
  }
}

/** Parses a filter. Property names are found in any case, as the service does. */
export function parseFilter(
  text: string,
  properties: FilterProperties,
): FilterNode | { readonly problem: FilterProblem } {
  const tokens = text.match(/'(?:[^']|'')*'|[()]|[^\s()']+/g) ?? [];
  try {
    const parser = createParser(tokens, { text, properties });
    const node = parser.disjunction();
    if (!parser.isAtEnd()) throw new FilterError({ invalid: text });
    return node;
  } catch (error) {
    if (error instanceof FilterError) return { problem: error.problem };
    throw error;
  }
}

interface Language {
  readonly text: string;
  readonly properties: FilterProperties;
}

function createParser(tokens: readonly string[], { text, properties }: Language) {
  let position = 0;
  const peek = (): string => tokens[position] ?? '';
  const next = (): string => tokens[position++] ?? '';
  const fail = (): never => {
    throw new FilterError({ invalid: text });
  };
  const expect = (token: string): void => {
    if (next() !== token) fail();
  };

  function chain(word: 'and' | 'or', operand: () => FilterNode): FilterNode {
    let left = operand();
    while (peek().toLowerCase() === word) {
      position += 1;
      left = { kind: word, left, right: operand() };
    }
    return left;
  }

  const disjunction = (): FilterNode => chain('or', conjunction);
  const conjunction = (): FilterNode => chain('and', term);

  function term(): FilterNode {
    const token = next();
    if (token.toLowerCase() === 'not') return { kind: 'not', node: term() };
    if (token !== '(') return token.endsWith('/any') ? anyOf(token.slice(0, -'/any'.length)) : comparison(token);
    const inner = disjunction();
    expect(')');
    return inner;
  }

  /** `signInEventTypes/any(t: t eq 'interactiveUser')` */
  function anyOf(list: string): FilterNode {
    const property = find(list);
    expect('(');
    const variable = next().replace(/:$/, '');
    if (peek() === ':') position += 1;
    if (next() !== variable || next().toLowerCase() !== 'eq') fail();
    const value = literal(next(), 'text');
    expect(')');
    return properties[property] === 'list' && typeof value === 'string' ? { kind: 'any', property, value } : fail();
  }

  function comparison(name: string): FilterNode {
    const property = find(name);
    const word = next().toLowerCase();
    const kind = properties[property] ?? 'text';
    const operator = operatorsOf[kind].find((each) => each === word) ?? fail();
    return { kind: 'compare', property, operator, value: literal(next(), kind) };
  }

  function find(name: string): string {
    if (name === '' || !/^[\w/]+$/.test(name)) fail();
    const found = Object.keys(properties).find((each) => each.toLowerCase() === name.toLowerCase());
    if (found === undefined) throw new FilterError({ unknown: name });
    return found;
  }

  const literal = (token: string, kind: FilterKind): FilterValue =>
    token === 'null' ? null : (literals[kind](token) ?? fail());

  return { disjunction, isAtEnd: () => position >= tokens.length };
}

/** The value of a literal of each kind; undefined if the text is not one. */
const literals: Readonly<Record<FilterKind, (token: string) => FilterValue | undefined>> = {
  text: (token) => (/^'.*'$/s.test(token) ? token.slice(1, -1).replaceAll("''", "'") : undefined),
  number: (token) => (/^-?\d+$/.test(token) ? Number(token) : undefined),
  flag: (token) => ({ true: true, false: false })[token],
  time: (token) => {
    const time = /^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(token) ? Date.parse(token) : Number.NaN;
    return Number.isNaN(time) ? undefined : time;
  },
  list: () => undefined,
};

export function passes(node: FilterNode, event: JsonObject, properties: FilterProperties): boolean {
  switch (node.kind) {
    case 'and':
      return passes(node.left, event, properties) && passes(node.right, event, properties);
    case 'or':
      return passes(node.left, event, properties) || passes(node.right, event, properties);
    case 'not':
      return !passes(node.node, event, properties);
    case 'any': {
      const list = valueAt(event, node.property);
      return isList(list) && list.includes(node.value);
    }
    case 'compare': {
      const value = valueAt(event, node.property);
      const isTime = properties[node.property] === 'time' && typeof value === 'string';
      return compare(isTime ? Date.parse(value) : (value as FilterValue), node.operator, node.value);
    }
  }
}

function valueAt(event: JsonObject, property: string): Json {
  return property.split('/').reduce<Json>((value, name) => (isObject(value) ? (value[name] ?? null) : null), event);
}

function compare(left: FilterValue, operator: Operator, right: FilterValue): boolean {
  if (left === null || right === null) return operator === 'ne' ? left !== right : operator === 'eq' && left === right;
  switch (operator) {
    case 'eq':
      return left === right;
    case 'ne':
      return left !== right;
    case 'ge':
      return left >= right;
    case 'gt':
      return left > right;
    case 'le':
      return left <= right;
    case 'lt':
      return left < right;
  }
}

export interface TimeRange {
  /** Milliseconds since 1970, both inclusive. */
  readonly from: number;
  readonly to: number;
}

/** The range of a time property outside of which no event passes: what the filter says in its outermost `and`s. */
export function timeRange(node: FilterNode | undefined, property: string): TimeRange {
  const all = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  if (node?.kind === 'and') {
    const [left, right] = [timeRange(node.left, property), timeRange(node.right, property)];
    return { from: Math.max(left.from, right.from), to: Math.min(left.to, right.to) };
  }
  if (node?.kind !== 'compare' || node.property !== property || typeof node.value !== 'number') return all;
  const { operator, value } = node;
  if (operator === 'ge' || operator === 'gt') return { ...all, from: value };
  if (operator === 'le' || operator === 'lt') return { ...all, to: value };
  return operator === 'eq' ? { from: value, to: value } : all;
}
