import type { Declaration } from '../model/desiredState.ts';
import type { Json } from '../model/json.ts';
import type { Setting } from '../model/setting.ts';
import { satisfied } from './compare.ts';
import { completedValue } from './completion.ts';

/**
 * The value to write for a declaration: null (inherit, or absent), or the declared members laid over the effective
 * value. Undefined if the live value already satisfies the declaration.
 *
 * @param live the canonical live value, null where inherited or missing
 * @param inherited the default for members that `live` does not set, null where the setting is not inherited
 */
export function wantedValue(
  row: Setting,
  declaration: Declaration,
  { live, inherited }: { readonly live: Json; readonly inherited: Json },
): { readonly value: Json } | undefined {
  const declared = declaration.state === 'value' ? declaration.value : null;
  if (satisfied(row, live, declared)) return undefined;
  const value = declared === null ? null : completedValue(row, declared, { live, inherited });
  return value === null && live === null ? undefined : { value };
}
