/**
 * The part of OData's filter language that clients use for the audit log: comparisons such as `category eq 'x'` and
 * `activityDateTime ge 2026-01-01T00:00:00Z`, joined by `and`, `or` and parentheses. Other filters are refused, because
 * the service also refuses filters that it does not support.
 */
import type { JsonObject } from '../json.ts';

export type EventPredicate = (event: JsonObject) => boolean;

const operators = ['eq', 'ge', 'gt', 'le', 'lt'];
const textProperties = ['category', 'activityDisplayName', 'correlationId', 'id', 'loggedByService'];

/** Parses a filter. Returns an error message if it cannot be parsed. */
export function readAuditFilter(text: string): EventPredicate | string {
  const tokens = text.match(/'(?:[^']|'')*'|[()]|[^\s()']+/g) ?? [];
  let position = 0;
  const next = (): string | undefined => tokens[position++];
  const syntaxError = `Invalid filter clause: ${text}`;

  function readDisjunction(): EventPredicate | undefined {
    let left = readConjunction();
    while (left !== undefined && tokens[position]?.toLowerCase() === 'or') {
      position += 1;
      const [first, second] = [left, readConjunction()];
      left = second === undefined ? undefined : (event) => first(event) || second(event);
    }
    return left;
  }

  function readConjunction(): EventPredicate | undefined {
    let left = readTerm();
    while (left !== undefined && tokens[position]?.toLowerCase() === 'and') {
      position += 1;
      const [first, second] = [left, readTerm()];
      left = second === undefined ? undefined : (event) => first(event) && second(event);
    }
    return left;
  }

  function readTerm(): EventPredicate | undefined {
    const token = next();
    if (token === '(') {
      const inner = readDisjunction();
      return next() === ')' ? inner : undefined;
    }
    return readComparison(token, next(), next());
  }

  const predicate = readDisjunction();
  return predicate === undefined || position < tokens.length ? syntaxError : predicate;
}

function readComparison(
  property: string | undefined,
  operator: string | undefined,
  literal: string | undefined,
): EventPredicate | undefined {
  if (property === undefined || operator === undefined || literal === undefined) return undefined;
  if (textProperties.includes(property)) {
    if (operator !== 'eq' || !/^'.*'$/s.test(literal)) return undefined;
    const expected = literal.slice(1, -1).replaceAll("''", "'");
    return (event) => event[property] === expected;
  }
  const time = Date.parse(literal);
  if (property !== 'activityDateTime' || !operators.includes(operator)) return undefined;
  if (!/^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(literal) || Number.isNaN(time)) return undefined;
  return (event) => compare(Date.parse(String(event[property])), operator, time);
}

function compare(left: number, operator: string, right: number): boolean {
  switch (operator) {
    case 'ge':
      return left >= right;
    case 'gt':
      return left > right;
    case 'le':
      return left <= right;
    case 'lt':
      return left < right;
    default:
      return left === right;
  }
}
