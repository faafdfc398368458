/**
 * Turns stored entities into what a client reads. The JSON texts of entities are cached: stored objects are immutable,
 * so an unchanged page of a list costs only a join.
 */
import type { JsonObject } from '../json.ts';
import { diceFor, respell } from '../quirks.ts';
import { type ApiVersion, findProperty, types } from '../schema.ts';

/** How entities are presented. */
export interface View {
  readonly version: ApiVersion;
  /** The seed of the quirks; undefined to present everything as it is stored. */
  readonly quirks: number | undefined;
}

export type EntityType =
  | 'crossTenantAccessPolicy'
  | 'crossTenantAccessPolicyConfigurationDefault'
  | 'crossTenantAccessPolicyConfigurationPartner'
  | 'crossTenantIdentitySyncPolicyPartner'
  | 'multiTenantOrganizationPartnerConfigurationTemplate'
  | 'multiTenantOrganizationIdentitySyncPolicyTemplate';

/** One entity as a client of this API version reads it. */
export function present(stored: JsonObject, typeName: EntityType, view: View): JsonObject {
  const rows = types[typeName] ?? {};
  const visible = Object.fromEntries(
    Object.entries(stored).filter(
      ([name]) => !Object.hasOwn(rows, name) || findProperty(typeName, name, view.version) !== undefined,
    ),
  );
  if (view.quirks === undefined) return visible;
  const dice = diceFor(view.quirks, `${typeName} ${String(stored.tenantId)}`);
  return respell(visible, typeName, dice, typeName === 'crossTenantAccessPolicyConfigurationPartner');
}

const texts = new WeakMap<JsonObject, Map<string, string>>();

/** The presented entity as JSON text, from the cache if the stored object is the same. */
export function presentText(stored: JsonObject, typeName: EntityType, view: View): string {
  const variant = `${typeName} ${view.version} ${view.quirks}`;
  let textsByVariant = texts.get(stored);
  if (textsByVariant === undefined) {
    textsByVariant = new Map();
    texts.set(stored, textsByVariant);
  }
  let text = textsByVariant.get(variant);
  if (text === undefined) {
    text = JSON.stringify(present(stored, typeName, view));
    textsByVariant.set(variant, text);
  }
  return text;
}
