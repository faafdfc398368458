/*
 * The JSON Schema of a pack of rules, published by `xtap schema --pack`. Only the reader of packs checks whether a
 * predicate fits the subject of its rule.
 */
import { fieldTable } from '../../model/fieldTable.ts';
import type { JsonObject } from '../../model/json.ts';
import { packReader } from '../packs/packReader.ts';
import { publishedSchema } from '../read/codecs/schema.ts';
import type { Places } from '../read/yaml/places.ts';

const start = { file: '', line: 1, column: 1 };
const noPlaces: Places = { ofRoot: () => start, ofKey: () => start, ofValue: () => start };

export function packSchema(): JsonObject {
  const head = { title: 'xtap pack', description: 'Rules for `xtap check`, as data.' };
  return publishedSchema(head, packReader(fieldTable, noPlaces).schema);
}
