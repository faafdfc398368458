/* The guess may only start a read early. So no text may lead it to another host, tenant or path than those it knows. */
import fc from 'fast-check';
import { guessTarget } from '../../../src/config/read/guessTarget.ts';
import { cloudEndpoints } from '../../../src/graph/cloudEndpoints.ts';
import { apiVersions, clouds } from '../../../src/model/cloud.ts';
import { isGuid } from '../../../src/model/tenantId.ts';
import { home } from '../../support/tenants.ts';

const padding = `# ${'x'.repeat(64 * 1024)}\n`;

function guess(text: string, cloud?: 'china') {
  return guessTarget([{ file: 'a.yaml', text: `${text}\n${padding}` }], cloud);
}

const usual = { tenantId: home, cloud: 'global', apiVersion: 'v1.0', expandsSync: true };

test.each([
  [`tenant: ${home}`, usual],
  [
    `version: 1\ntenant: "${home.toUpperCase()}" # ours\napi: beta\ncloud: 'usgov'`,
    { ...usual, cloud: 'usgov', apiVersion: 'beta' },
  ],
  [`tenant: ${home}\r\ncloud: china\r`, { ...usual, cloud: 'china' }],
  [`tenant: ${home}\nundeclaredSettings: ignore`, { ...usual, expandsSync: false }],
  [`tenant: ${home}\nundeclaredSettings: ignore\npartners:\n  - state: absent`, usual],
])('%j is guessed', (text, expected) => {
  expect(guess(text)).toEqual(expected);
});

test('--cloud wins over the text', () => {
  expect(guess(`tenant: ${home}\ncloud: usgov`, 'china')?.cloud).toBe('china');
});

test('files are looked at together', () => {
  const files = [`tenant: ${home}\n`, `api: beta\n${padding}`].map((text, index) => ({ file: `${index}.yaml`, text }));
  expect(guessTarget(files, undefined)?.apiVersion).toBe('beta');
});

test.each([
  '',
  'tenant:',
  'tenant: graph.evil.example',
  `tenant: ${home}\ntenant: ${home}`,
  `tenant: ${home}/../evil`,
  `  tenant: ${home}`,
  `tenant: &a ${home}`,
  `{ tenant: ${home} }`,
  `tenant: ${home}\ncloud: https://graph.evil.example`,
  `tenant: ${home}\ncloud: graph.evil.example`,
  `tenant: ${home}\ncloud: constructor`,
  `tenant: ${home}\ncloud: global\ncloud: china`,
  `tenant: ${home}\napi: ../v1.0`,
])('%j is not guessed', (text) => {
  expect(guess(text)).toBeUndefined();
});

test('a small configuration is not guessed: parsing it takes less time than opening a connection', () => {
  expect(guessTarget([{ file: 'a.yaml', text: `tenant: ${home}\n` }], undefined)).toBeUndefined();
});

test('whatever the text says, only known clouds, versions and ids of tenants come out', () => {
  const value = fc.oneof(
    fc.constantFrom(home, 'global', 'china', 'v1.0', 'beta', 'graph.evil.example', '__proto__', '*a', '|', '"', "'"),
    fc.string(),
  );
  const key = fc.constantFrom('tenant', 'cloud', 'api', 'undeclaredSettings', 'graphUrl', '  tenant', '- cloud');
  const line = fc.tuple(key, value).map(([name, text]) => `${name}: ${text}`);
  let guessed = 0;
  fc.assert(
    fc.property(fc.array(line, { maxLength: 5 }), fc.boolean(), (lines, isNamed) => {
      const result = guess([...(isNamed ? [`tenant: ${home}`] : []), ...lines].join('\n'));
      if (!result) return;
      guessed += 1;
      expect(isGuid(result.tenantId)).toBe(true);
      expect(clouds).toContain(result.cloud);
      expect(apiVersions).toContain(result.apiVersion);
      expect(cloudEndpoints[result.cloud].graphOrigin).toMatch(/^https:\/\//);
    }),
    { numRuns: 500 },
  );
  expect(guessed).toBeGreaterThan(20);
});
