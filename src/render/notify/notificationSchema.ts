/* The published JSON Schema of a notification (`xtap schema --notification`). */
import type { JsonObject } from '../../model/json.ts';
import { maxChanges, notificationEvents } from './notification.ts';

const guid: JsonObject = {
  type: 'string',
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
};
const digest: JsonObject = { type: 'string', pattern: '^sha256:[0-9a-f]{64}$' };

function closed(properties: JsonObject, optional: readonly string[] = []): JsonObject {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, required, additionalProperties: false };
}

const change = closed(
  {
    resource: { enum: ['partner', 'default', 'policy'] },
    tenantId: guid,
    name: { type: 'string' },
    impact: {
      enum: ['broadens', 'narrows', 'mixed', 'neutral'],
      description: 'Drift: broadens is more open than declared, narrows is tighter. Apply: what the change does.',
    },
    settings: { type: 'array', items: { type: 'string' }, description: 'Without values.' },
  },
  ['tenantId', 'name'],
);

export const notificationSchema: JsonObject = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'xtap notification',
  description: 'What --notify webhook=VARIABLE sends. It contains no token and no id of a person.',
  ...closed(
    {
      formatVersion: { const: 1 },
      event: { enum: [...notificationEvents] },
      at: { type: 'string', format: 'date-time' },
      toolVersion: { type: 'string' },
      tenantId: { ...guid, description: 'The home tenant.' },
      exitCode: { type: 'integer' },
      title: { type: 'string' },
      digest: { ...digest, description: 'drift.*: driftDigest. apply.*: the digest of the plan.' },
      counts: {
        type: 'object',
        additionalProperties: { type: 'integer', minimum: 0 },
        description: 'drift.*: the member drift of "drift --format json". apply.*: the summary of the report.',
      },
      changes: { type: 'array', maxItems: maxChanges, items: change },
      more: { type: 'integer', minimum: 0, description: 'How many changes are left out.' },
      error: { type: 'string', description: 'The code of the error that ended the run.' },
      commit: { type: 'string' },
      runUrl: { type: 'string', format: 'uri' },
    },
    ['tenantId', 'digest', 'error', 'commit', 'runUrl'],
  ),
};
