// With quirks, reads have odd spellings with the same meaning, and the same spelling every time.
import { isList, isObject, type Json, type JsonObject } from '../../src/emulator/json.ts';
import { diceFor, respell } from '../../src/emulator/quirks.ts';
import { closeAll, policy, send, startForTest } from '../support/graphCalls.ts';
import { fabrikam } from '../support/tenants.ts';

afterEach(closeAll);

const list = `${policy}/partners?$expand=identitySynchronization`;
const undocumented = ['crossCloudMeetingConfiguration', 'protectedContentSharing'];

/** The meaning of a spelling: without case, order, nulls, annotations and undocumented properties. */
function meaning(value: Json): Json {
  if (typeof value === 'string') return value.toLowerCase();
  if (isList(value)) return value.every(isObject) ? value.map((item) => JSON.stringify(meaning(item))).sort() : value;
  if (!isObject(value)) return value;
  const members = Object.entries(value)
    .filter(([name]) => !name.startsWith('@') && !undocumented.includes(name))
    .map(([name, member]): [string, Json] => [name, meaning(member)])
    .filter(([, member]) => member !== null && !(isObject(member) && Object.keys(member).length === 0));
  return Object.fromEntries(members.sort(([left], [right]) => (left < right ? -1 : 1)));
}

test('reads of an unchanged state are equal byte for byte', async () => {
  const emulator = await startForTest();
  const first = await send(emulator, 'GET', list);
  expect((await send(emulator, 'GET', list)).text).toBe(first.text);
  const other = await startForTest({ randomSeed: 2 });
  const unported = (text: string, url: string) => text.replaceAll(url, '');
  expect(unported((await send(other, 'GET', list)).text, other.url)).not.toBe(unported(first.text, emulator.url));
});

test('odd spellings have the meaning of the stored value', async () => {
  for (const randomSeed of [1, 2, 3, 4, 5]) {
    const odd = await startForTest({ randomSeed });
    const plain = await startForTest({ quirks: false });
    for (const path of [list, `${policy}/default`, policy, `/beta${policy}/partners/${fabrikam}`]) {
      const spelled = (await send(odd, 'GET', path)).body as JsonObject;
      expect(meaning(spelled)).toEqual(meaning((await send(plain, 'GET', path)).body as JsonObject));
    }
  }
});

test('the sample shows every oddity', async () => {
  const emulator = await startForTest();
  const { text, body } = await send(emulator, 'GET', list);
  const partners = body.value as JsonObject[];
  const inherited = partners.map((partner) => {
    const value = partner.b2bDirectConnectOutbound;
    return value === undefined ? 'missing' : JSON.stringify(value);
  });
  const nulls = [
    { usersAndGroups: null, applications: null },
    { applications: null, usersAndGroups: null },
  ];
  expect(inherited).toEqual(expect.arrayContaining(['missing', 'null']));
  expect(inherited.some((value) => nulls.map((each) => JSON.stringify(each)).includes(value))).toBe(true);
  expect(partners.every((partner) => undocumented.every((name) => name in partner))).toBe(true);
  expect(text).toContain('#microsoft.graph.crossTenantAccessPolicyTenantRestrictions');
  expect(text).toMatch(/"tenantId":"[^"]*[A-F]/);
  expect(text).toMatch(/"target":"[^"]*-[^"]*[A-F]/);
});

test('targets are reordered, identity providers are not', () => {
  const ids = Array.from({ length: 8 }, (_, index) => `0000000${index}-0000-0000-0000-000000000000`);
  const targets = ids.map((target) => ({ target, targetType: 'user' }));
  const providers = ['externalFederation', 'azureActiveDirectory', 'socialIdentityProviders'];
  const entity = {
    b2bCollaborationInbound: { usersAndGroups: { accessType: 'allowed', targets } },
    invitationRedemptionIdentityProviderConfiguration: { primaryIdentityProviderPrecedenceOrder: providers },
  };
  const type = 'crossTenantAccessPolicyConfigurationDefault';
  const orders = [1, 2, 3].map((seed) => respell(entity, type, diceFor(seed, 'order'), false));
  const shown = orders.map((order) =>
    JSON.stringify(order.b2bCollaborationInbound)
      .match(/0000000\d/g)
      ?.join(),
  );
  expect(new Set(shown).size).toBeGreaterThan(1);
  expect(orders.map((order) => order.invitationRedemptionIdentityProviderConfiguration)).toEqual(
    orders.map(() => entity.invitationRedemptionIdentityProviderConfiguration),
  );
});

test('without quirks, a read returns a partner as it is stored', async () => {
  const emulator = await startForTest({ quirks: false });
  const read = (await send(emulator, 'GET', `/beta${policy}/partners/${fabrikam}`)).body;
  const { '@odata.context': _context, ...partner } = read;
  expect(partner).toEqual(emulator.state().partners.find(({ tenantId }) => tenantId === fabrikam));
});

test('reading does not change the state', async () => {
  const emulator = await startForTest();
  const before = emulator.state();
  await send(emulator, 'GET', list);
  expect(emulator.state()).toEqual(before);
});
