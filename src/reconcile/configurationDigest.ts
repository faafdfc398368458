import type { Declarations, DesiredState } from '../model/desiredState.ts';
import { canonicalJson, compareText, type Json } from '../model/json.ts';
import { sha256 } from './digest.ts';

/** SHA-256 over what a configuration means: labels, order, files, profiles and ways of writing are not in it. */
export function configurationDigest(desired: DesiredState): string {
  return sha256({
    tenantId: desired.tenantId,
    cloud: desired.cloud,
    apiVersion: desired.apiVersion,
    undeclaredPartners: desired.undeclaredPartners,
    protected: [...desired.protected].sort(compareText),
    guards: { ...desired.guards },
    policy: meaningOf(desired.policy),
    default: meaningOf(desired.default),
    partners: desired.partners
      .map(({ tenantId, state, undeclaredSettings, settings }) => ({
        tenantId,
        state,
        undeclaredSettings,
        settings: meaningOf(settings),
      }))
      .sort((a, b) => compareText(a.tenantId, b.tenantId)),
  });
}

function meaningOf(declarations: Declarations): Json {
  const entries = [...declarations].map(([name, declaration]): [string, Json] => [
    name,
    declaration.state === 'value' ? { value: textOf(declaration.value) } : declaration.state,
  ]);
  return Object.fromEntries(entries);
}

/** The values of a profile are shared by all partners that use it, so their texts are made once. */
const texts = new WeakMap<object, string>();

function textOf(value: Json): string {
  if (typeof value !== 'object' || value === null) return canonicalJson(value);
  const text = texts.get(value) ?? canonicalJson(value);
  texts.set(value, text);
  return text;
}
