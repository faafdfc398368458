import { CST } from 'yaml';

/**
 * The brackets of a document that are not closed, in their order. An open one leaves those around it open, too, or takes
 * their end, so the innermost is the one that is told.
 */
export function openBrackets(token: CST.Token | null | undefined): readonly CST.FlowCollection[] {
  if (token?.type === 'document') return openBrackets(token.value);
  if (!(token && CST.isCollection(token))) return [];
  const inner = token.items.flatMap(({ key, value }) => [...openBrackets(key), ...openBrackets(value)]);
  return inner.length === 0 && token.type === 'flow-collection' && !isClosed(token) ? [token] : inner;
}

function isClosed({ start, end }: CST.FlowCollection): boolean {
  return end[0]?.source === closingOf(start);
}

export function closingOf({ source }: CST.SourceToken): string {
  return source === '{' ? '}' : ']';
}
