import { unset } from '../../model/canonical.ts';
import type { JsonObject } from '../../model/json.ts';
import { accessTypes, allTargets, keywords, type TargetSide, targetTypes } from '../read/shortForms.ts';

const guid: JsonObject = { $ref: '#/$defs/guid' };
const sides: readonly TargetSide[] = ['users', 'applications'];

const typeNote = 'What kind of object the target is.';

/** The definitions to which every target configuration refers. */
export const schemaParts: JsonObject = {
  guid: {
    type: 'string',
    pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$',
    description: 'A GUID.',
  },
  ...Object.fromEntries(
    sides.flatMap((side): readonly (readonly [string, JsonObject])[] => [
      [`${side}Half`, targetConfigurationDefinition(side)],
      [`${side}Targets`, targetsDefinition(side)],
      [`${side}Target`, { anyOf: targetForms(side) }],
    ]),
  ),
};

export function targetConfigurationSchema(side: TargetSide): JsonObject {
  return { $ref: `#/$defs/${side}Half` };
}

function targetConfigurationDefinition(side: TargetSide): JsonObject {
  const targets = { $ref: `#/$defs/${side}Targets` };
  return {
    anyOf: [
      { enum: accessTypes, description: `All ${side} are allowed, or all are blocked.` },
      { const: unset, description: 'Only the other half is set.' },
      ...accessTypes.map((type) => mapping({ [type]: targets })),
      mapping({ accessType: { description: 'As Graph spells it.', enum: accessTypes }, targets }),
    ],
    examples: ['allowed', { blocked: [allTargets[side].target] }],
  };
}

/** The target that includes all others must be the only one. */
function targetsDefinition(side: TargetSide): JsonObject {
  const { target, targetType } = allTargets[side];
  const all: JsonObject = {
    anyOf: [
      { const: target },
      { type: 'object', required: [targetType], properties: { [targetType]: { const: target } } },
      { type: 'object', required: ['target'], properties: { target: { const: target } } },
    ],
  };
  return {
    type: 'array',
    minItems: 1,
    items: { $ref: `#/$defs/${side}Target` },
    if: { type: 'array', contains: all },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { items: all },
  };
}

function targetForms(side: TargetSide): readonly JsonObject[] {
  const words = { description: 'A keyword for many targets.', enum: keywords[side] };
  const [first = ''] = targetTypes[side];
  const typed = targetTypes[side].map((type) =>
    withLabel({ [type]: type === first ? { description: `The id of the ${type}.`, anyOf: [words, guid] } : guid }),
  );
  return [
    words,
    ...(targetTypes[side].length === 1 ? [guid] : []),
    ...typed,
    withLabel({ target: guid, targetType: { description: typeNote, enum: targetTypes[side] } }),
    withLabel({ target: words, targetType: { description: typeNote, const: first } }),
  ];
}

function withLabel(properties: JsonObject): JsonObject {
  const label = { type: 'string', description: 'A label for people; it is never sent.' };
  return { ...mapping(properties), properties: { ...properties, name: label } };
}

/** A closed mapping in which all keys are required; Graph's annotations are allowed. */
function mapping(properties: JsonObject): JsonObject {
  return {
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
    patternProperties: { '@': true },
  };
}
