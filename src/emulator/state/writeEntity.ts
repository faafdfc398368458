/** The one way in which an entity is written: shape, then the stored result, then what it means. */
import { isDeepStrictEqual } from 'node:util';
import { checkBody } from '../http/bodyShape.ts';
import type { Call } from '../http/call.ts';
import { badRequest, type Failure } from '../http/failure.ts';
import type { EntityType } from '../http/present.ts';
import { isList, isObject, type Json, type JsonObject } from '../json.ts';
import { cloudEndpoints } from '../schema.ts';
import { checkTargets, type SettingPlace } from '../targetRules.ts';
import { overlay } from './overlay.ts';

export interface EntityWrite {
  readonly typeName: EntityType;
  readonly mode: 'create' | 'update';
  readonly stored: JsonObject;
  /** Further entities whose members a body may carry: a new partner takes them from the default, or from its deleted self. */
  readonly seenEntities?: readonly JsonObject[];
  readonly resource: SettingPlace['resource'];
  readonly tenantId?: string;
}

export type WriteResult =
  | { readonly ok: true; readonly entity: JsonObject }
  | { readonly ok: false; readonly failure: Failure };

/** Judges the body of the call and lays it over what is stored. */
export function writeEntity(call: Call, writing: EntityWrite): WriteResult {
  const { typeName, mode, stored, resource, tenantId } = writing;
  const { body, version } = call.request;
  const shown = [stored, ...(writing.seenEntities ?? [])];
  const shape = checkBody(body, { typeName, version, mode, seenEntities: shown });
  if (shape !== undefined) return { ok: false, failure: shape };
  const sent = body as JsonObject;
  const entity = overlay(stored, sent, typeName, call.rules.nested);
  for (const [name, value] of Object.entries(sent)) {
    const result = entity[name];
    const place = { setting: name, resource, ...(tenantId === undefined ? {} : { tenantId }) };
    const failure =
      isObject(value) && isObject(result)
        ? (checkTargets(value, result, place) ?? checkDevices(name, value, shown) ?? checkProviders(value))
        : checkClouds(name, value);
    if (failure !== undefined) return { ok: false, failure };
  }
  return { ok: true, entity };
}

/** The service does not support `devices` yet: what was shown may come back, a change may not. */
function checkDevices(name: string, sent: JsonObject, shown: readonly JsonObject[]): Failure | undefined {
  const devices = sent.devices;
  if (devices === undefined || devices === null) return undefined;
  const known = shown.some((entity) => {
    const setting = entity[name];
    return isObject(setting) && isDeepStrictEqual(setting.devices, devices);
  });
  return known ? undefined : badRequest("Property 'devices' is not supported.");
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
