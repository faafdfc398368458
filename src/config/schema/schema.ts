/*
 * The JSON Schema (2020-12) of one configuration file, with which editors complete, explain and check it.
 *
 * It is derived from the same field table, words and patterns as the codecs, and a property test checks that both
 * accept the same files. Checks that compare several values (duplicates, unknown profiles, contradicting sides) are
 * only in rules.ts: JSON Schema cannot express them, or only with messages that nobody understands.
 */

import { apiVersions, clouds } from '../../model/cloud.ts';
import {
  ignoredAccess,
  silenceableCodes,
  undeclaredSettingsByStrictness,
  unmanagedResources,
} from '../../model/desiredState.ts';
import { fieldTable } from '../../model/fieldTable.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { type Setting, type SettingPlace, settingsOf } from '../../model/setting.ts';
import { freeKeyPattern, partnerStates, undeclaredPartners } from '../read/codecs/configuration.ts';
import { datePattern, domainPattern } from '../read/codecs/scalars.ts';
import { longestTexts, shortestReason } from '../read/codecs/waiver.ts';
import { defaultGuards } from '../read/resolve.ts';
import { annotations, closed, describe, filledText, guid, identifier, ignored, text } from './basicSchemas.ts';
import { settingSchema } from './settingSchema.ts';
import { schemaParts } from './targetSchema.ts';

/** The comment line by which the YAML language server finds the schema. */
export function schemaLine(location: string): string {
  return `# yaml-language-server: $schema=${location}`;
}

/** The schema of a configuration file, as `xtap schema` prints it. */
export function configurationSchema(table: readonly Setting[] = fieldTable): JsonObject {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'xtap configuration',
    description: "The desired state of a Microsoft Entra tenant's cross-tenant access policy.",
    ...closed({
      version: describe({ const: 1 }, 'The version of this format.'),
      tenant: describe(guid, 'The home tenant. xtap refuses to work on any other.'),
      cloud: describe({ enum: clouds, default: 'global' }, 'The Microsoft cloud that the home tenant is in.'),
      api: describe({ enum: apiVersions, default: 'v1.0' }, 'The Graph version that every request uses.'),
      undeclaredPartners: describe(
        { enum: undeclaredPartners, default: 'report' },
        'What happens to partners that are live but not declared: listed, ignored, or deleted.',
      ),
      undeclaredSettings: describe(
        undeclared,
        'How xtap watches settings that are not declared, of declared partners, of the default and of the policy: `broader` lists access that is broader than the default.',
      ),
      unmanaged: describe(
        { type: 'array', items: { enum: unmanagedResources } },
        'Resources whose undeclared settings xtap does not watch.',
      ),
      ignored: describe(
        { type: 'array', items: ignoredSchema },
        'Partners that others manage: never sent, never deleted.',
      ),
      silence: describe(
        { type: 'array', items: { enum: silenceableCodes } },
        'Warnings that xtap leaves out; a plan counts them.',
      ),
      names: describe(
        { type: 'object', propertyNames: guid, additionalProperties: filledText },
        'Labels of users, groups, applications and tenants by id, shown beside the ids; they are never sent.',
      ),
      protected: describe({ type: 'array', items: guid }, 'Partners that are never deleted.'),
      guards: guardsSchema,
      policy: describe(settingsAt(table, 'policy'), 'Settings of the policy as a whole.'),
      default: describe(settingsAt(table, 'default'), 'The default settings, for every tenant without its own.'),
      profiles: describe(
        { type: 'object', additionalProperties: { $ref: '#/$defs/profile' } },
        'Named sets of settings, which partners use.',
      ),
      partners: describe({ type: 'array', items: { $ref: '#/$defs/partner' } }, 'The partners.'),
      $schema: describe(true, 'For editors; xtap ignores it.'),
    }),
    patternProperties: freeKeys,
    examples: [example],
    $defs: {
      ...schemaParts,
      ...Object.fromEntries(partnerRows(table).map((row) => [row.name, settingSchema(row, 'partner')])),
      profile: partnerSettings(table),
      partner: partnerSchema(table),
    },
  };
}

const undeclared: JsonObject = { enum: undeclaredSettingsByStrictness, default: 'broader' };
const freeKeys: JsonObject = { [freeKeyPattern]: true };

const percent = (value: number): JsonObject => ({ type: 'integer', minimum: 0, maximum: 100, default: value });
const guardsSchema = describe(
  closed({
    maxDeletes: describe(
      { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: defaultGuards.maxDeletes },
      'How many partners one run may delete.',
    ),
    maxDeletePercent: describe(
      percent(defaultGuards.maxDeletePercent),
      'How many of the live partners one run may delete, in percent; one deletion is always within it.',
    ),
    maxChangePercent: describe(
      percent(defaultGuards.maxChangePercent),
      'How many of the live partners one run may change or delete, in percent, from ten live partners on.',
    ),
  }),
  'Limits that stop a run before its first write.',
);

const ignoredSchema: JsonObject = {
  ...closed({
    tenantId: describe(guid, "The partner's tenant id."),
    reason: describe(filledText, 'Why others manage this partner.'),
    access: describe(
      { enum: ignoredAccess, default: 'default' },
      '`default`: access broader than the tenant default is a difference for drift. `any`: it is not.',
    ),
  }),
  required: ['tenantId', 'reason'],
};

const waiversSchema = describe(
  {
    type: 'array',
    items: {
      ...closed({
        rule: describe(identifier, 'The id of the rule, such as X006.'),
        reason: describe(
          {
            type: 'string',
            pattern: `\\S(?:[\\s\\S]{${shortestReason - 2},})\\S`,
            maxLength: longestTexts.reason,
          },
          `Why the finding is accepted, in at least ten and at most ${longestTexts.reason} characters.`,
        ),
        until: describe(
          { type: 'string', format: 'date', pattern: datePattern },
          'The last day of the waiver (UTC), at most 400 days from today.',
        ),
        approvedBy: describe(
          { ...filledText, maxLength: longestTexts.approvedBy },
          `Who approved it, in at most ${longestTexts.approvedBy} characters: a label, not evidence.`,
        ),
      }),
      required: ['rule', 'reason', 'until'],
    },
  },
  'Findings of `xtap check` that are accepted, each until a day.',
);

function partnerSchema(table: readonly Setting[]): JsonObject {
  const settings = partnerSettings(table);
  const labels = {
    tenantId: describe(guid, "The partner's tenant id."),
    domain: describe(
      { type: 'string', pattern: domainPattern },
      "One of the partner's domains, checked against tenantId.",
    ),
    name: describe(text, 'A label for people; it is never sent.'),
    profiles: describe(
      { type: 'array', items: text },
      'Profiles to use. A later profile overrides an earlier one; own settings override all.',
    ),
    owner: describe(text, 'Who answers for this partner.'),
    ticket: describe(text, 'Where people agreed on this partner, such as a ticket.'),
    reviewBy: describe(
      { type: 'string', format: 'date', pattern: datePattern },
      'The day by which somebody looks at this partner again; later it is a warning.',
    ),
    state: describe({ enum: partnerStates, default: 'present' }, '`absent` is a tombstone: the partner is deleted.'),
    undeclaredSettings: describe(undeclared, 'How xtap watches settings that this partner does not declare.'),
    unmanaged: describe(
      { type: 'array', items: { enum: settingsOf(table, 'partner').map(({ name }) => name) } },
      'Settings whose undeclared members are accepted as they are.',
    ),
    notes: describe(text, 'Free text for people.'),
    waivers: waiversSchema,
  };
  return {
    ...settings,
    properties: { ...labels, ...(settings.properties as JsonObject) },
    patternProperties: { ...annotations, ...freeKeys },
    required: ['tenantId'],
  };
}

/** The settings of a partner, as references that profiles and partners share. */
function partnerSettings(table: readonly Setting[]): JsonObject {
  const rows = partnerRows(table).map((row) => [row.name, { $ref: `#/$defs/${row.name}` }] as const);
  return { ...closed({ ...Object.fromEntries(rows), ...ignored }), patternProperties: annotations };
}

function partnerRows(table: readonly Setting[]): readonly Setting[] {
  return [...settingsOf(table, 'partner'), ...settingsOf(table, 'creation')];
}

function settingsAt(table: readonly Setting[], place: SettingPlace): JsonObject {
  const rows = settingsOf(table, place).map((row) => [row.name, settingSchema(row, place)] as const);
  return {
    ...closed({ ...Object.fromEntries(rows), ...ignored, waivers: waiversSchema }),
    patternProperties: annotations,
  };
}

const example: Json = {
  version: 1,
  tenant: '6babcaad-604b-40ac-a9d7-9fd97c0b779f',
  partners: [
    { tenantId: '90e29127-71ad-49c7-9ce8-db3f41ea06f1', name: 'Fabrikam', b2bCollaborationInbound: 'inherit' },
  ],
};
