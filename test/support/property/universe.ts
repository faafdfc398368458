/*
 * A small universe of people and applications, and an alphabet of settings, for the oracles.
 *
 * It is written from Microsoft's table of the combinations, not from the code: it enumerates, where the code reasons.
 * Each listed user occurs with every combination of memberships, and so does an unlisted user; each listed application
 * occurs inside and outside of Office365, and so does an unlisted one. A person here is one possible combination of
 * memberships, since the members of a group are unknown. There are three users and three applications, so that two
 * lists can share one and still differ both ways.
 */
import { a1, a2, a3, g1, g2, half, u1, u2, u3 } from '../builders.ts';

export const [everyone, every, office] = ['AllUsers', 'AllApplications', 'Office365'];

/** A person or an application, as the set of targets that cover it. */
export type Possibility = ReadonlySet<string>;

export function subsets([first, ...others]: readonly string[]): readonly (readonly string[])[] {
  if (first === undefined) return [[]];
  const smaller = subsets(others);
  return [...smaller, ...smaller.map((subset) => [first, ...subset])];
}

export const people: readonly Possibility[] = [u1, u2, u3, 'stranger'].flatMap((who) =>
  subsets([g1, g2]).map((groups) => new Set([who, ...groups, everyone])),
);
export const applications: readonly Possibility[] = [a1, a2, a3, 'stranger'].flatMap((which) =>
  subsets([office]).map((suites) => new Set([which, ...suites, every])),
);

export interface Half {
  readonly type: 'allowed' | 'blocked';
  readonly targets: readonly string[];
}

export function reach(users: Half, apps: Half, person: Possibility, application: Possibility): boolean {
  const u = users.targets.some((target) => person.has(target));
  const a = apps.targets.some((target) => application.has(target));
  switch (`${users.type}/${apps.type}`) {
    case 'allowed/allowed':
      return u && a;
    case 'allowed/blocked':
      return u && !a;
    case 'blocked/allowed':
      return !u && a;
    default:
      return !(u && a);
  }
}

export const bothTypes = (targets: readonly string[]): readonly Half[] => [
  { type: 'allowed', targets },
  { type: 'blocked', targets },
];
export const words = ({ type, targets }: Half) => half(`${type} ${targets.join(' ')}`);
const isAll = ({ targets }: Half) => targets[0] === everyone || targets[0] === every;
const nonEmpty = (elements: readonly string[]) => subsets(elements).filter((subset) => subset.length > 0);

/** What Graph takes: all users blocked with all applications blocked, and users allowed with some application. */
export function isLegal(users: Half, apps: Half): boolean {
  const noApplication = isAll(apps) && apps.type === 'blocked';
  const nobody = isAll(users) && users.type === 'blocked';
  return !(nobody && !noApplication) && !(users.type === 'allowed' && noApplication);
}

export const allUsers = [[everyone], ...nonEmpty([u1, u2, u3, g1, g2])];
export const allApplications = [[every], ...nonEmpty([a1, a2, a3, office])];
