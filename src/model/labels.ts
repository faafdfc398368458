/* Labels of ids: names of users, groups, applications and tenants that outputs show beside the ids. */
import { compareText } from './json.ts';
import type { Names } from './plan.ts';

/** An id in canonical form, anywhere in a text. */
export const guidsInText = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;

/** The labels of the ids that occur in a value; an object without `names` if there are none. */
export function labelsIn(value: object, labels: ReadonlyMap<string, string> | undefined): { readonly names?: Names } {
  if (labels === undefined || labels.size === 0) return {};
  const ids = new Set<string>(JSON.stringify(value).match(guidsInText));
  const used = [...labels].filter(([id]) => ids.has(id)).sort(([a], [b]) => compareText(a, b));
  return used.length === 0 ? {} : { names: Object.fromEntries(used) };
}

/** The label of an id; undefined if it has none. */
export function labelOf(id: string, names: Names | undefined): string | undefined {
  return names && Object.hasOwn(names, id) ? names[id] : undefined;
}

/** A sentence with the label behind each id: `group 3f2a… (Supplier staff)`. */
export function withLabels(sentence: string, names: Names | undefined): string {
  if (!names) return sentence;
  return sentence.replace(guidsInText, (id) => {
    const label = labelOf(id, names);
    return label === undefined ? id : `${id} (${label})`;
  });
}
