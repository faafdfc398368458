/**
 * From what is stored to what a client reads. Texts of unchanged entities are kept: stored objects are immutable, so a
 * page of a list that did not change costs a join.
 */
import type { JsonObject } from '../json.ts';
import { diceFor, respell } from '../quirks.ts';
import { type ApiVersion, findProperty, types } from '../schema.ts';

/** How entities are to be shown. */
export interface View {
  readonly version: ApiVersion;
  /** The seed of the quirks; undefined: everything is shown as it is stored. */
  readonly quirks: number | undefined;
}

export type EntityType =
  | 'crossTenantAccessPolicy'
  | 'crossTenantAccessPolicyConfigurationDefault'
  | 'crossTenantAccessPolicyConfigurationPartner'
  | 'crossTenantIdentitySyncPolicyPartner'
  | 'multiTenantOrganizationPartnerConfigurationTemplate'
  | 'multiTenantOrganizationIdentitySyncPolicyTemplate';

/** One entity as a client of this version sees it. */
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

/** The same as JSON text, from memory where the stored object is the same. */
export function presentText(stored: JsonObject, typeName: EntityType, view: View): string {
  const variant = `${typeName} ${view.version} ${view.quirks}`;
  let known = texts.get(stored);
  if (known === undefined) {
    known = new Map();
    texts.set(stored, known);
  }
  let text = known.get(variant);
  if (text === undefined) {
    text = JSON.stringify(present(stored, typeName, view));
    known.set(variant, text);
  }
  return text;
}
