/*
 * Keys that exist, but at another place: a setting of the partner in `default`, a flag beside `inboundTrust` and not in
 * it, a key of the partner that was indented into a setting.
 */
import { membersOf } from '../../../model/members.ts';
import { type Setting, type SettingPlace, settingsOf } from '../../../model/setting.ts';
import { sameSpelling } from '../spelling.ts';
import { orList } from './scalars.ts';

export interface Misplaced {
  readonly code: 'misplaced-setting';
  readonly message: string;
}

/** Explains keys of a partner, a profile, `default` or `policy`; without a place, for those of the configuration. */
export function explainMisplaced(table: readonly Setting[], place: SettingPlace | undefined) {
  const here = place === undefined ? 'the configuration itself' : nameOf(place);
  return (key: string): Misplaced | undefined => {
    const row = table.find(({ name }) => sameSpelling(name, key));
    if (row && !(place && row.places.includes(place))) {
      const where = row.places.map(nameOf).join(' and ');
      return { code: 'misplaced-setting', message: `\`${row.name}\` is a setting of ${where}, not of ${here}` };
    }
    const holders = place === undefined ? [] : holdersOf(key, settingsOf(table, place));
    if (holders.length === 0) return undefined;
    return { code: 'misplaced-setting', message: `\`${key}\` belongs in ${orList(holders)}, not in ${here}` };
  };
}

/** For the keys of a setting, or of a mapping in it: `path` leads to the mapping. */
export function explainMisplacedMember(row: Setting, path: readonly string[], others: readonly string[]) {
  const here = `\`${path.at(-1) ?? row.name}\``;
  return (key: string): Misplaced | undefined => {
    const below = membersOf(row).filter((member) =>
      member.path.slice(path.length + 1).some((each) => sameSpelling(each, key)),
    );
    const holders = below.map((member) => `\`${member.path.at(-2) ?? row.name}\``);
    const halves = membersOf(row).flatMap(({ path: [half = ''], leaf }) =>
      leaf.type === 'targetConfiguration' ? [`\`${half}\``] : [],
    );
    const inHalf = halfKeys.some((each) => sameSpelling(each, key)) ? halves : [];
    const belongs = [...holders, ...inHalf];
    if (belongs.length > 0) {
      return { code: 'misplaced-setting', message: `\`${key}\` belongs in ${orList(belongs)}, not in ${here}` };
    }
    const outer = others.find((each) => each !== row.name && sameSpelling(each, key));
    if (outer === undefined) return undefined;
    return { code: 'misplaced-setting', message: `\`${outer}\` belongs beside \`${row.name}\`, not in it` };
  };
}

const halfKeys = ['accessType', 'targets', 'allowed', 'blocked'];

const mostHolders = 3;

/** The settings with this member; of many, the first as an example. */
function holdersOf(key: string, rows: readonly Setting[]): readonly string[] {
  const holders = rows
    .filter((row) => membersOf(row).some(({ path }) => path.some((each) => sameSpelling(each, key))))
    .map(({ name }) => `\`${name}\``);
  return holders.length > mostHolders ? [`a setting such as ${holders[0] ?? ''}`] : holders;
}

function nameOf(place: SettingPlace): string {
  return place === 'partner' || place === 'creation' ? 'a partner' : `\`${place}\``;
}
