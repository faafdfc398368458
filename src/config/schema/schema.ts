/*
 * The JSON Schema of one configuration file, with which editors complete, explain and check it. A property test checks
 * that the schema and the codec accept the same files.
 */

import { fieldTable } from '../../model/fieldTable.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Setting } from '../../model/setting.ts';
import { documentReader } from '../read/codecs/configuration.ts';
import { publishedSchema } from '../read/codecs/schema.ts';

/** The comment line by which the YAML language server finds the schema. */
export function schemaLine(location: string): string {
  return `# yaml-language-server: $schema=${location}`;
}

/** The schema of a configuration file, as `xtap schema` prints it. */
export function configurationSchema(table: readonly Setting[] = fieldTable): JsonObject {
  const description = "The desired state of a Microsoft Entra tenant's cross-tenant access policy.";
  const head = { title: 'xtap configuration', description };
  return publishedSchema(head, documentReader(table).schema, { examples: [example] });
}

const example: Json = {
  version: 1,
  tenant: '6babcaad-604b-40ac-a9d7-9fd97c0b779f',
  partners: [
    { tenantId: '90e29127-71ad-49c7-9ce8-db3f41ea06f1', name: 'Fabrikam', b2bCollaborationInbound: 'inherit' },
  ],
};
