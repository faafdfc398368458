/** A page of a list of partners, those that are or those that were. */

import { type Entry, entriesAfter, type KeyedStore } from '../state/keyedStore.ts';
import { type Call, type Reply, show, withContext } from './call.ts';
import { nextLink, type QueryOptions } from './queryOptions.ts';

/** `textOf` is an entry as JSON text. */
export function showPage(
  call: Call,
  { path, store, options }: { readonly path: string; readonly store: KeyedStore; readonly options: QueryOptions },
  textOf: (entry: Entry) => string,
): Reply {
  const page = entriesAfter(store, options.after, options.pageSize + 1);
  const shown = page.slice(0, options.pageSize);
  const last = shown.at(-1);
  const link =
    page.length > shown.length && last !== undefined
      ? `,"@odata.nextLink":${JSON.stringify(nextLink(call, last.key))}`
      : '';
  return show(call, withContext(call, path, `{"value":[${shown.map(textOf).join(',')}]${link}}`));
}
