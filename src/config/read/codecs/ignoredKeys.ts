/*
 * Properties that Graph's answers contain and that no configuration declares. People paste such answers, so xtap passes
 * over a closed list of them. Every other unknown key stays an error: it may be a misspelt setting.
 */
import { ignoredKeys } from '../../../model/fieldTable.ts';
import { isJsonObject, type JsonObject } from '../../../model/json.ts';
import type { PassedOver } from './closed.ts';

/** Editors show such a key as one to remove. */
export const ignoredSchemas: JsonObject = Object.fromEntries(
  ignoredKeys.map(({ name, why }) => [
    name,
    { description: `A property of Graph's answers (${why}). xtap ignores it.`, deprecated: true },
  ]),
);

export function passOverIgnored(key: string, value: unknown): PassedOver | undefined {
  const ignored = ignoredKeys.find(({ name }) => name === key);
  if (!ignored) return undefined;
  if (ignored.why === 'read-only') {
    const message = `\`${key}\` is read-only in Graph, so xtap ignores it`;
    return { code: 'read-only-key', message, hint: 'delete the line' };
  }
  if (holdsNothing(value)) return 'silently';
  return { code: 'not-managed-key', message: `\`${key}\` is set in the tenant; xtap neither sets nor watches it` };
}

/** Null, or an object whose members are all null. */
function holdsNothing(value: unknown): boolean {
  return value === null || (isJsonObject(value) && Object.values(value).every(holdsNothing));
}
