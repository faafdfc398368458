/** One page of a list of partners (the current or the deleted ones). */
import { type Entry, entriesAfter, type KeyedStore } from '../state/keyedStore.ts';
import { type Call, type Reply, show, withContext } from './call.ts';
import { nextLink, type QueryOptions } from './queryOptions.ts';

/** `textOf` returns an entry as JSON text. */
export function showPage(
  call: Call,
  { path, store, options }: { readonly path: string; readonly store: KeyedStore; readonly options: QueryOptions },
  textOf: (entry: Entry) => string,
): Reply {
  // one entry more than a page, to know whether there is a next page
  const entries = entriesAfter(store, options.after, options.pageSize + 1);
  const page = entries.slice(0, options.pageSize);
  const last = page.at(-1);
  const link =
    entries.length > page.length && last !== undefined
      ? `,"@odata.nextLink":${JSON.stringify(nextLink(call, last.key))}`
      : '';
  const count = options.counts ? `"@odata.count":${store.size},` : '';
  return show(call, withContext(call, path, `{${count}"value":[${page.map(textOf).join(',')}]${link}}`));
}
