/* The JSON Schemas of targets. They list the forms, which the readers only tell apart after reading all keys. */
import { unset } from '../../../model/canonical.ts';
import type { JsonObject } from '../../../model/json.ts';
import { accessTypes, allTargets, keywords, type TargetSide, targetTypes } from '../shortForms.ts';
import { guidSchema } from './scalars.ts';
import { definition, type Schema } from './schema.ts';

export function targetConfigurationSchema(side: TargetSide, targetList: Schema): Schema {
  return definition(`${side}Half`, (definitions) => {
    const targets = targetList(definitions);
    return {
      anyOf: [
        { enum: accessTypes, description: `All ${side} are allowed, or all are blocked.` },
        { const: unset, description: 'Only the other half is set.' },
        ...accessTypes.map((type) => mapping({ [type]: targets })),
        mapping({ accessType: { description: 'As Graph spells it.', enum: accessTypes }, targets }),
      ],
      examples: ['allowed', { blocked: [allTargets[side].target] }],
    };
  });
}

/** The target that includes all others must be the only one. */
export function targetListSchema(side: TargetSide, list: Schema): Schema {
  const { target, targetType } = allTargets[side];
  const all: JsonObject = {
    anyOf: [
      { const: target },
      { type: 'object', required: [targetType], properties: { [targetType]: { const: target } } },
      { type: 'object', required: ['target'], properties: { target: { const: target } } },
    ],
  };
  return definition(`${side}Targets`, (definitions) => ({
    ...list(definitions),
    minItems: 1,
    if: { type: 'array', contains: all },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { items: all },
  }));
}

const typeNote = 'What kind of object the target is.';

export function targetSchema(side: TargetSide): Schema {
  return definition(`${side}Target`, (definitions) => ({ anyOf: targetForms(side, guidSchema(definitions)) }));
}

function targetForms(side: TargetSide, guid: JsonObject): readonly JsonObject[] {
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
