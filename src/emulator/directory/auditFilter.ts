/**
 * The part of OData's filter language that the audit log is asked with: `category eq 'x'`,
 * `activityDateTime ge 2026-01-01T00:00:00Z` and their like, joined by `and`, `or` and parentheses. Anything else is
 * refused, as the service refuses what it does not support.
 */
import type { JsonObject } from '../json.ts';

export type EventPredicate = (event: JsonObject) => boolean;

const operators = ['eq', 'ge', 'gt', 'le', 'lt'];
const textProperties = ['category', 'activityDisplayName', 'correlationId', 'id', 'loggedByService'];

/** Reads a filter. An error text is returned when it cannot be read. */
export function readAuditFilter(text: string): EventPredicate | string {
  const tokens = text.match(/'(?:[^']|'')*'|[()]|[^\s()']+/g) ?? [];
  let position = 0;
  const next = (): string | undefined => tokens[position++];
  const syntax = `Invalid filter clause: ${text}`;

  function readAny(): EventPredicate | undefined {
    let left = readAll();
    while (left !== undefined && tokens[position]?.toLowerCase() === 'or') {
      position += 1;
      const [one, other] = [left, readAll()];
      left = other === undefined ? undefined : (event) => one(event) || other(event);
    }
    return left;
  }

  function readAll(): EventPredicate | undefined {
    let left = readOne();
    while (left !== undefined && tokens[position]?.toLowerCase() === 'and') {
      position += 1;
      const [one, other] = [left, readOne()];
      left = other === undefined ? undefined : (event) => one(event) && other(event);
    }
    return left;
  }

  function readOne(): EventPredicate | undefined {
    const token = next();
    if (token === '(') {
      const inner = readAny();
      return next() === ')' ? inner : undefined;
    }
    return readComparison(token, next(), next());
  }

  const predicate = readAny();
  return predicate === undefined || position < tokens.length ? syntax : predicate;
}

function readComparison(
  property: string | undefined,
  operator: string | undefined,
  literal: string | undefined,
): EventPredicate | undefined {
  if (property === undefined || operator === undefined || literal === undefined) return undefined;
  if (textProperties.includes(property)) {
    if (operator !== 'eq' || !/^'.*'$/s.test(literal)) return undefined;
    const wanted = literal.slice(1, -1).replaceAll("''", "'");
    return (event) => event[property] === wanted;
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
