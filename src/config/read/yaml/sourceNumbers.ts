/*
 * Numbers as they are written, where JavaScript prints them otherwise (`007`, `1e3`, `0x1F`). A message must show what
 * stands in the file. They are kept beside the mapping or list that holds them, and only these few.
 */
import { isScalar } from 'yaml';

const sources = new WeakMap<object, Map<string, string>>();

/** Notes how a member is written, if it is such a number. */
export function noteSource(holder: object, key: string, node: unknown): void {
  if (!isScalar(node) || typeof node.value !== 'number') return;
  const { source } = node;
  if (source === undefined || source === String(node.value)) return;
  const known = sources.get(holder) ?? new Map<string, string>();
  sources.set(holder, known.set(key, source));
}

export function sourceOf(holder: unknown, key: string): string | undefined {
  return typeof holder === 'object' && holder !== null ? sources.get(holder)?.get(key) : undefined;
}
