/**
 * The first half of validation: whether a request body has the shape of its type. It checks names, types, enumerations
 * and null, one member at a time; targetRules.ts checks combinations of members.
 */
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
import { accessDenied, badRequest, type Failure, invalidProperty, invalidValue } from './failure.ts';

export interface BodyContext {
  readonly typeName: string;
  readonly version: ApiVersion;
  readonly mode: 'create' | 'update';
  /** The request has the token of an application. */
  readonly isApplication: boolean;
  /** Entities that a client has read. It may send back unknown nested members that one of them contains. */
  readonly seenEntities: readonly JsonObject[];
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
  if (row === undefined) return invalidProperty(name);
  switch (row.writable) {
    case 'createByPerson':
      if (context.isApplication) return accessDenied();
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
  if (value === null && row.nullable === true) return undefined;
  const place = { name, owner: context.typeName, type: row.type };
  return checkValue(value, place, memberOf(context.seenEntities, name), context.version);
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
  version: ApiVersion,
): Failure | undefined {
  if (value === null) {
    return badRequest(`Property '${place.name}' of '${place.owner}' cannot be null.`);
  }
  const element = elementType(place.type);
  if (element !== undefined && isList(value)) {
    return firstFailure(value, (item) => checkValue(item, { ...place, type: element }, [], version));
  }
  const typeName = graphTypeName(place.type);
  if (typeName !== undefined && Object.hasOwn(types, typeName) && isObject(value)) {
    return checkMembers(value, typeName, seenValues, version);
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
  version: ApiVersion,
): Failure | undefined {
  if (typeName === 'inboundOutboundPolicyConfiguration') {
    const failure = checkConsentNulls(value);
    if (failure !== undefined) return failure;
  }
  return firstFailure(Object.entries(value), ([name, member]) => {
    if (name === '@odata.type' && typeName !== 'crossTenantAccessPolicyTenantRestrictions') {
      return undefined;
    }
    const row = findProperty(typeName, name, version);
    if (row === undefined) {
      const isAccepted =
        undocumentedMembers[typeName]?.includes(name) === true || seenValues.some((seen) => Object.hasOwn(seen, name));
      return isAccepted && !name.startsWith('@') ? undefined : invalidProperty(name);
    }
    if (member === null && row.nullable === true) return undefined;
    return checkValue(member, { name, owner: typeName, type: row.type }, memberOf(seenValues, name), version);
  });
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
