import { settingLayout } from '../../../src/config/write/settingLayout.ts';
import { fieldTable } from '../../../src/model/fieldTable.ts';
import type { Json } from '../../../src/model/json.ts';
import type { SettingPlace } from '../../../src/model/setting.ts';

function omissionsOf(name: string, value: Json, place: SettingPlace): readonly string[] {
  const row = fieldTable.find((each) => each.name === name);
  if (!row) throw new Error(name);
  return settingLayout(row, value, { place, apiVersion: 'v1.0' }).omissions;
}

test.each([
  ['allowedCloudEndpoints', ['weird.example'], 'policy', 'an entry of `allowedCloudEndpoints` takes'],
  ['inboundTrust', { isMfaAccepted: 1 }, 'partner', '`isMfaAccepted` takes `true` or `false`, not `1`'],
] as const)('what is left out of %s calls it by its name, as `validate` does', (name, value, place, words) => {
  const [omission = ''] = omissionsOf(name, value, place);
  expect(omission).toContain(` is left out (${words}`);
  expect(omission).not.toContain('``');
});
