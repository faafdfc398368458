/*
 * Simple values as YAML to copy: a mapping stands on one line if it fits, else each of its members has a line. The
 * strings need no quotes: names of settings, keywords, ids and days.
 */
import { isJsonObject, type Json } from '../../model/json.ts';

/** `key: value` in lines of at most `width` columns, if no single word is wider. */
export function yamlLines(key: string, value: Json, width = Number.POSITIVE_INFINITY): readonly string[] {
  const line = `${key}: ${flowYaml(value)}`;
  if (line.length <= width || !isCollection(value)) return [line];
  return [`${key}:`, ...memberLines(value, width - 2).map((each) => `  ${each}`)];
}

type Collection = readonly Json[] | { readonly [key: string]: Json };

function isCollection(value: Json): value is Collection {
  return (Array.isArray(value) && value.length > 0) || (isJsonObject(value) && Object.keys(value).length > 0);
}

function memberLines(value: Collection, width: number): readonly string[] {
  if (!Array.isArray(value)) return Object.entries(value).flatMap(([key, member]) => yamlLines(key, member, width));
  return value.flatMap((item: Json) => {
    const flow = flowYaml(item);
    const lines = flow.length <= width - 2 || !isCollection(item) ? [flow] : memberLines(item, width - 2);
    return lines.map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`));
  });
}

/** `{ inboundAllowed: false }` */
function flowYaml(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((each: Json) => flowYaml(each)).join(', ')}]`;
  if (!isJsonObject(value)) return String(value);
  const members = Object.entries(value).map(([key, member]) => `${key}: ${flowYaml(member)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
