/*
 * Numbers as they are written, where JavaScript prints them otherwise (`007`, `1e3`, `0x1F`). A message must show the
 * text of the file. They are kept beside the mapping or list that holds them, and only these few.
 */
const sources = new WeakMap<object, Map<string, string>>();

/** Notes how a member is written, if it is a number in another spelling. */
export function noteSource(holder: object, key: string, value: number, source: string | undefined): void {
  if (source === undefined || source === String(value)) return;
  const known = sources.get(holder) ?? new Map<string, string>();
  sources.set(holder, known.set(key, source));
}

export function sourceOf(holder: unknown, key: string): string | undefined {
  return typeof holder === 'object' && holder !== null ? sources.get(holder)?.get(key) : undefined;
}
