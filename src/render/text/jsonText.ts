import { jsonWithoutSurprises } from './escape.ts';

/** JSON as a document: indented by two spaces, with a newline at the end. Keys keep the order of the value. */
export function jsonText(value: unknown): string {
  return `${jsonWithoutSurprises(JSON.stringify(value, null, 2))}\n`;
}

/** The object with the given keys first, in that order. The other keys follow in their own order. */
export function inKeyOrder<T extends object>(value: T, keys: readonly (keyof T & string)[]): T {
  const named = keys.filter((key) => Object.hasOwn(value, key)).map((key) => [key, value[key]] as const);
  return { ...(Object.fromEntries(named) as Partial<T>), ...value };
}
