/*
 * JSON that somebody else wrote: a server, a snapshot, a plan file. Two things that JSON allows would hurt later on,
 * where nobody looks for them. A member called `__proto__` changes what an object inherits as soon as one is copied, so
 * that a partner could become a service provider without saying so; and nesting without end is a stack overflow.
 */

/** Graph's own answers are seven levels deep. */
const deepest = 64;

/** @throws Error in one sentence, for what is no JSON or no JSON to work with. */
export function parseUntrustedJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  requireHarmless(value, 0);
  return value;
}

function requireHarmless(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth === deepest) throw new Error(`it is nested more than ${deepest} levels deep`);
  if (Array.isArray(value)) {
    for (const element of value) requireHarmless(element, depth + 1);
    return;
  }
  // Of what was parsed, every member is its own; no other loop is as quick.
  for (const name in value) {
    if (name === '__proto__') throw new Error('it has a member "__proto__"');
    requireHarmless((value as Readonly<Record<string, unknown>>)[name], depth + 1);
  }
}
