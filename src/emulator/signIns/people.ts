/**
 * The people of the sample: users of the home tenant, and the guests of its partners. Names, ids and addresses depend
 * on the number of the person alone.
 */
import type { JsonObject } from '../json.ts';
import { diceFor } from '../quirks.ts';

export interface Person {
  readonly id: string;
  readonly displayName: string;
  readonly mail: string;
  readonly userPrincipalName: string;
  readonly userType: 'member' | 'guest';
}

const firstNames = ['Ada', 'Bo', 'Chidi', 'Dana', 'Emre', 'Frida', 'Goran', 'Hana', 'Ines', 'Jun', 'Kofi', 'Lena'];
const lastNames = ['Ahlgren', 'Baptiste', 'Castillo', 'Dube', 'Eriksen', 'Fofana', 'Grzyb', 'Horvat', 'Ito', 'Jansen'];

/** The domains of the people: the tenant's own, and those of its partners. */
export const homeDomain = 'contoso.example';
const homeRouting = 'contoso.onmicrosoft.example';

const known = new Map<string, Person>();

/** Person number `index` of a domain. A guest is listed in the home tenant with an id of that tenant. */
export function personOf(domain: string, index: number): Person {
  const key = `${domain} ${index}`;
  const person = known.get(key) ?? makePerson(domain, index);
  known.set(key, person);
  return person;
}

function makePerson(domain: string, index: number): Person {
  const roll = diceFor(index, domain);
  const first = firstNames[index % firstNames.length] ?? '';
  const last = lastNames[Math.floor(index / firstNames.length) % lastNames.length] ?? '';
  const number = Math.floor(index / (firstNames.length * lastNames.length));
  const account = `${first}.${last}${number === 0 ? '' : number}`.toLowerCase();
  const isGuest = domain !== homeDomain;
  return {
    id: guidOf(roll),
    displayName: `${first} ${last}${number === 0 ? '' : ` ${number}`}`,
    mail: `${account}@${domain}`,
    userPrincipalName: isGuest ? `${account}_${domain}#EXT#@${homeRouting}` : `${account}@${domain}`,
    userType: isGuest ? 'guest' : 'member',
  };
}

function guidOf(roll: () => number): string {
  const digits = Array.from({ length: 31 }, () => Math.floor(roll() * 16).toString(16)).join('');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(12, 15)}-a${digits.slice(15, 18)}-${digits.slice(18, 30)}`;
}

/** A guest as GET /users lists it. `issuer` is the same literal for every Entra tenant. */
export function guestOf(person: Person, issuer = 'ExternalAzureAD', externalUserState = 'Accepted'): JsonObject {
  const { id, displayName, mail, userPrincipalName } = person;
  return {
    id,
    displayName,
    mail,
    userPrincipalName,
    userType: 'Guest',
    externalUserState,
    identities: [{ signInType: 'federated', issuer, issuerAssignedId: null }],
  };
}
