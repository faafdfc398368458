/*
 * An access setting with one half alone, as Microsoft's own example creates it. The other half is `unset`: xtap never
 * completes it, so no combination arises that Graph could refuse.
 */
import { explain } from '../../src/access/explain.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import type { Json } from '../../src/model/json.ts';
import { access, desiredState, half, inherit, livePartner, liveState, partner, value } from '../support/builders.ts';
import { changeOf, planned } from '../support/planned.ts';
import { fabrikam } from '../support/tenants.ts';

const name = 'b2bDirectConnectInbound';
const office = half('allowed Office365');
const users = half('allowed AllUsers');
const lone = { applications: office };
const change = (declared: Json, live: Json | undefined) =>
  changeOf({ [name]: value(declared) }, live === undefined ? undefined : { ...(live !== null && { [name]: live }) });

describe('a half that is declared `unset`', () => {
  const declared = { usersAndGroups: 'unset', applications: office };

  test.each<[string, Json | undefined, string]>([
    ['a new partner', undefined, 'inherit'],
    ['an inherited setting', null, 'inherit'],
    ['both halves', access('allowed AllUsers', 'blocked AllApplications'), 'half'],
  ])('stays out of the request, over %s', (_, live, before) => {
    const planned = change(declared, live);
    expect(planned?.after).toEqual({ [name]: lone });
    expect(planned?.requests[0]?.body).toMatchObject({ [name]: lone });
    expect(planned?.impact).toBe('mixed');
    const [field] = planned?.fields ?? [];
    expect(field).toMatchObject({ path: `${name}.usersAndGroups`, after: 'unset', impact: 'mixed' });
    expect(field?.before).toEqual(before === 'half' ? users : before);
  });

  test('is as it is declared where it is unset live', () => {
    expect(change(declared, lone)).toBeUndefined();
    expect(change({ usersAndGroups: 'unset' }, lone)).toBeUndefined();
  });

  test('leaves the rest of an inherited setting at the default', () => {
    const [blocked, nothing] = [half('blocked AllUsers'), half('blocked AllApplications')];
    expect(change({ usersAndGroups: 'unset' }, null)?.after).toEqual({ [name]: { applications: nothing } });
    // Without its only half, the live value sets nothing.
    expect(change({ applications: 'unset' }, lone)?.after).toEqual({ [name]: { usersAndGroups: blocked } });
  });
});

describe('a half that nobody declares and that the partner leaves unset', () => {
  const drifted = change({ applications: half('blocked AllApplications') }, lone);

  test('stays unset, so that no refused combination arises', () => {
    expect(drifted?.after).toEqual({ [name]: { applications: half('blocked AllApplications') } });
    expect(drifted?.fields.map(({ path }) => path)).toEqual([`${name}.applications`]);
    expect(drifted?.basis).toEqual({});
    expect(drifted?.impact).toBe('mixed');
  });

  test('is shown as unset where it is set', () => {
    expect(change({ usersAndGroups: users }, lone)?.fields).toMatchObject([
      { path: `${name}.usersAndGroups`, before: 'unset', after: users, impact: 'mixed' },
    ]);
  });

  test('is shown as unset where the setting returns to the default', () => {
    expect(changeOf({ [name]: inherit() }, { [name]: lone })?.fields).toMatchObject([
      { path: `${name}.usersAndGroups`, before: 'unset', after: 'inherit' },
      { path: `${name}.applications`, before: office, after: 'inherit' },
    ]);
  });

  test('is completed from the default where the whole setting was inherited, or the partner is new', () => {
    const complete = { usersAndGroups: half('blocked AllUsers'), applications: half('blocked AllApplications') };
    const declared = { applications: half('blocked AllApplications') };
    expect(change(declared, null)?.after).toEqual({ [name]: complete });
    expect(change(declared, undefined)?.after).toEqual({ [name]: complete });
  });
});

test('the origin of an unset half compares what base and head declare', () => {
  const of = (users: Json) => desiredState([partner(fabrikam, { [name]: value({ ...lone, usersAndGroups: users }) })]);
  const live = liveState([livePartner(fabrikam, { [name]: lone })]);
  const origins = (base: Json, head: Json) =>
    planned({ base: of(base), desired: of(head), live }).changes[0]?.fields.map(({ origin }) => origin);
  expect(origins('unset', users)).toEqual(['config']);
  expect(origins(users, users)).toEqual(['drift']);
  expect(origins(half('blocked AllUsers'), users)).toEqual(['both']);
});

test('who reaches what depends, and the explanation names the unset half', () => {
  const live = liveState([livePartner(fabrikam, { [name]: lone })]);
  const asked = { service: 'direct-connect', users: [], groups: [], apps: [] } as const;
  const { answer, settings } = explain({ tenantId: fabrikam, live, table: fieldTable, ...asked });
  expect(answer?.access).toBe('depends');
  expect(answer?.because).toContain('usersAndGroups is unset, and Graph does not say what that means');
  expect(settings.find(({ setting }) => setting === name)?.value).toEqual({ usersAndGroups: 'unset', ...lone });
});
