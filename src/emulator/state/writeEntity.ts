/** Writes an entity: checks the shape of the body, computes the result, then checks the rules on that result. */
import { isDeepStrictEqual } from 'node:util';
import type { Facts } from '../facts.ts';
import { checkBody } from '../http/bodyShape.ts';
import type { Call } from '../http/call.ts';
import { badRequest, type Failure } from '../http/failure.ts';
import type { EntityType } from '../http/present.ts';
import { isList, isObject, type Json, type JsonObject } from '../json.ts';
import { cloudEndpoints } from '../schema.ts';
import { checkTargets, type TargetPlace } from '../targetRules.ts';
import { overlay } from './overlay.ts';

export interface EntityWrite {
  readonly typeName: EntityType;
  readonly mode: 'create' | 'update';
  readonly stored: JsonObject;
  /** Other entities whose unknown members the body may contain: the default, or the deleted partner of the same id. */
  readonly seenEntities?: readonly JsonObject[];
  readonly resource: TargetPlace['resource'];
  readonly tenantId?: string;
}

export type WriteResult =
  | { readonly ok: true; readonly entity: JsonObject }
  | { readonly ok: false; readonly failure: Failure };

/** Checks the body of the call and writes it over the stored entity. */
export function writeEntity(call: Call, write: EntityWrite): WriteResult {
  const { typeName, mode, stored, resource, tenantId } = write;
  const { body, version, isApplication } = call.request;
  const { facts } = call.rules;
  const seenEntities = [stored, ...(write.seenEntities ?? [])];
  const shape = checkBody(body, { typeName, version, mode, isApplication, seenEntities, facts });
  if (shape !== undefined) return { ok: false, failure: shape };
  const sent = body as JsonObject;
  const entity = overlay(stored, withFlags(sent, facts), typeName, facts.nestedPatch);
  for (const [name, value] of Object.entries(sent)) {
    const result = entity[name];
    const place = { setting: name, resource, facts, ...(tenantId === undefined ? {} : { tenantId }) };
    const failure =
      isObject(value) && isObject(result)
        ? (checkTargets(value, result, place) ?? checkDevices(name, value, seenEntities) ?? checkProviders(value))
        : checkClouds(name, value);
    if (failure !== undefined) return { ok: false, failure };
  }
  return { ok: true, entity };
}

/** The fact `nullTrustFlag`: the service may store false for a flag that was sent as null. */
function withFlags(sent: JsonObject, { nullTrustFlag }: Facts): JsonObject {
  const trust = sent.inboundTrust;
  if (nullTrustFlag !== 'false' || !isObject(trust)) return sent;
  const flags = Object.entries(trust).map(([name, flag]) => [name, flag ?? false] as const);
  return { ...sent, inboundTrust: Object.fromEntries(flags) };
}

/** The service does not support `devices` yet: a client may send back a value that it has read, but not change it. */
function checkDevices(name: string, sent: JsonObject, seenEntities: readonly JsonObject[]): Failure | undefined {
  const devices = sent.devices;
  if (devices === undefined || devices === null) return undefined;
  const isUnchanged = seenEntities.some((entity) => {
    const setting = entity[name];
    return isObject(setting) && isDeepStrictEqual(setting.devices, devices);
  });
  return isUnchanged ? undefined : badRequest("Property 'devices' is not supported.");
}

function checkProviders(sent: JsonObject): Failure | undefined {
  const order = sent.primaryIdentityProviderPrecedenceOrder;
  return isList(order) && new Set(order).size < order.length
    ? badRequest("Duplicate values in 'primaryIdentityProviderPrecedenceOrder'.")
    : undefined;
}

function checkClouds(name: string, value: Json): Failure | undefined {
  if (name !== 'allowedCloudEndpoints' || !isList(value)) return undefined;
  const unknown = value.find((cloud) => !cloudEndpoints.includes(String(cloud)));
  if (unknown !== undefined) return badRequest(`Invalid cloud endpoint '${String(unknown)}'.`);
  return new Set(value).size < value.length ? badRequest("Duplicate values in 'allowedCloudEndpoints'.") : undefined;
}
