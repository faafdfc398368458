/**
 * The first half of validation: whether a request body has the shape of its type. It checks names, types, enumerations
 * and null, one member at a time; targetRules.ts checks combinations of members.
 */
import type { Facts } from '../facts.ts';
import { isList, isObject, type Json, type JsonObject } from '../json.ts';
import {
  type ApiVersion,
  elementType,
  enums,
  findProperty,
  flagEnums,
  graphTypeName,
  types,
  undocumentedMembers,
} from '../schema.ts';
import { systemDefault } from '../state/systemDefault.ts';
import { accessDenied, badRequest, type Failure, invalidProperty, invalidValue } from './failure.ts';

export interface BodyContext {
  readonly typeName: string;
  readonly version: ApiVersion;
  readonly mode: 'create' | 'update';
  /** The request has the token of an application. */
  readonly isApplication: boolean;
  /** Entities that a client has read. It may send back unknown nested members that one of them contains. */
  readonly seenEntities: readonly JsonObject[];
  readonly facts: Facts;
}

/** Checks the body of a POST, PUT or PATCH of one entity. */
export function checkBody(body: Json | undefined, context: BodyContext): Failure | undefined {
  if (!isObject(body)) return badRequest('A JSON object is expected as the request body.');
  if (Object.keys(body).length === 0) return badRequest('The request body must not be empty.');
  for (const [name, value] of Object.entries(body)) {
    const failure = checkTopLevel(name, value, context);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

function checkTopLevel(name: string, value: Json, context: BodyContext): Failure | undefined {
  if (name === '@odata.type') return undefined;
  const row = findProperty(context.typeName, name, context.version);
  if (row === undefined) return isIgnored(name, context) ? undefined : invalidProperty(name);
  switch (row.writable) {
    case 'createByPerson':
      if (context.isApplication && context.facts.serviceProviderByApplication === 'refused') return accessDenied();
      if (context.mode === 'update') return badRequest(`Property '${name}' is read-only and cannot be set.`);
      break;
    case 'no':
      return badRequest(`Property '${name}' is read-only and cannot be set.`);
    case 'navigation':
      return badRequest(`Navigation property '${name}' cannot be written with its parent.`);
    case 'create':
      if (context.mode === 'update') {
        return badRequest(`Property '${name}' is the key and cannot be changed.`);
      }
      break;
    case 'yes':
      break;
  }
  if (value === null && (row.nullable === true || resetsDefault(name, context))) return undefined;
  const place = { name, owner: context.typeName, type: row.type };
  return checkValue(value, place, memberOf(context.seenEntities, name), context);
}

/** The fact `wrongCaseProperty`: the service may ignore a property that it knows in another letter case. */
function isIgnored(name: string, { typeName, version, facts }: BodyContext): boolean {
  if (facts.wrongCaseProperty === 'refused') return false;
  const known = Object.keys(types[typeName] ?? {}).filter(
    (each) => findProperty(typeName, each, version) !== undefined,
  );
  return known.some((each) => each.toLowerCase() === name.toLowerCase());
}

/** The fact `nullOnDefault`: null may give a setting of the default its first value again. */
function resetsDefault(name: string, { typeName, facts }: BodyContext): boolean {
  const isDefault = typeName === 'crossTenantAccessPolicyConfigurationDefault';
  return isDefault && facts.nullOnDefault === 'reset' && Object.hasOwn(systemDefault, name);
}

interface PropertyPlace {
  readonly name: string;
  readonly owner: string;
  readonly type: string;
}

/** The values of one member in several entities, if they are objects. */
function memberOf(entities: readonly JsonObject[], name: string): readonly JsonObject[] {
  return entities.map((entity) => (Object.hasOwn(entity, name) ? entity[name] : undefined)).filter(isObject);
}

function checkValue(
  value: Json,
  place: PropertyPlace,
  seenValues: readonly JsonObject[],
  context: BodyContext,
): Failure | undefined {
  if (value === null) {
    return badRequest(`Property '${place.name}' of '${place.owner}' cannot be null.`);
  }
  const element = elementType(place.type);
  if (element !== undefined && isList(value)) {
    return firstFailure(value, (item) => checkValue(item, { ...place, type: element }, [], context));
  }
  const typeName = graphTypeName(place.type);
  if (typeName !== undefined && Object.hasOwn(types, typeName) && isObject(value)) {
    return checkMembers(value, typeName, seenValues, context);
  }
  return isSimple(value, place.type) ? undefined : invalidValue(place.name, place.owner);
}

/** Whether a value that is neither a list nor an object has the given type. */
function isSimple(value: Json, type: string): boolean {
  if (type === 'Edm.Boolean') return typeof value === 'boolean';
  if (type.startsWith('Edm.')) return typeof value === 'string';
  return isMember(value, graphTypeName(type) ?? type);
}

function isMember(value: Json, enumName: string): boolean {
  if (typeof value !== 'string' || !Object.hasOwn(enums, enumName)) return false;
  const members = enums[enumName] ?? [];
  const parts = flagEnums.includes(enumName) ? value.split(',') : [value];
  return parts.every((part) => members.includes(part));
}

function checkMembers(
  value: JsonObject,
  typeName: string,
  seenValues: readonly JsonObject[],
  { version, facts, ...context }: BodyContext,
): Failure | undefined {
  if (typeName === 'inboundOutboundPolicyConfiguration') {
    const failure = checkConsentNulls(value);
    if (failure !== undefined) return failure;
  }
  return firstFailure(Object.entries(value), ([name, member]) => {
    if (name === '@odata.type' && takesAnnotation(typeName, facts)) return undefined;
    const row = findProperty(typeName, name, version);
    if (row === undefined) {
      const isAccepted =
        undocumentedMembers[typeName]?.includes(name) === true || seenValues.some((seen) => Object.hasOwn(seen, name));
      return isAccepted && !name.startsWith('@') ? undefined : invalidProperty(name);
    }
    if (member === null && (row.nullable === true || takesNull(typeName, facts))) return undefined;
    const place = { name, owner: typeName, type: row.type };
    return checkValue(member, place, memberOf(seenValues, name), { version, facts, ...context });
  });
}

function takesAnnotation(typeName: string, { typeInTenantRestrictions }: Facts): boolean {
  return typeName !== 'crossTenantAccessPolicyTenantRestrictions' || typeInTenantRestrictions === 'accepted';
}

/** The fact `nullTrustFlag`: the service may take null for a flag of a set value. */
function takesNull(typeName: string, { nullTrustFlag }: Facts): boolean {
  return typeName === 'crossTenantAccessPolicyInboundTrust' && nullTrustFlag !== 'refused';
}

/** Inherited consent is an object whose members are all null. A mix of null and a value is not documented: refused. */
function checkConsentNulls(value: JsonObject): Failure | undefined {
  const members = Object.keys(types.inboundOutboundPolicyConfiguration ?? {}).map((name) => value[name]);
  const nulls = members.filter((member) => member === null).length;
  return nulls === 0 || nulls === members.length
    ? undefined
    : badRequest("Property 'automaticUserConsentSettings' must be set or inherited as a whole.");
}

function firstFailure<T>(items: readonly T[], check: (item: T) => Failure | undefined): Failure | undefined {
  for (const item of items) {
    const failure = check(item);
    if (failure !== undefined) return failure;
  }
  return undefined;
}
