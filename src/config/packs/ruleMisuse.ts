/* Mistakes in a rule as a whole: a predicate that does not fit the subject of the rule. */

import { membersOf } from '../../model/members.ts';
import type { Predicate, Rule, SettingRef } from '../../model/pack.ts';
import type { Setting } from '../../model/setting.ts';

interface Misuse {
  readonly message: string;
  readonly hint?: string;
}

export function misuseIn(rule: Rule): Misuse | undefined {
  const predicates = [rule.when, ...(rule.applies ? [rule.applies] : []), ...rule.exceptions.map(({ when }) => when)];
  const found = predicates.flatMap((predicate) => [...misuses(predicate, { rule, isSide: false })]);
  if (rule.tenant && !rule.subjects.includes('partner')) {
    found.push({ message: `\`tenant\` names a partner, and rule \`${rule.id}\` is not about partners` });
  }
  if (rule.subjects.includes('pair') && rule.subjects.length > 1) {
    found.push({ message: `rule \`${rule.id}\` is about pairs, so it can have no other subject` });
  }
  return found[0];
}

interface PredicatePlace {
  readonly rule: Rule;
  /** Below `home` or `other`. */
  readonly isSide: boolean;
}

function* misuses(predicate: Predicate, place: PredicatePlace): Generator<Misuse, void> {
  const { rule, isSide } = place;
  const isPair = rule.subjects.includes('pair');
  switch (predicate.kind) {
    case 'all':
    case 'any':
      for (const part of predicate.of) yield* misuses(part, place);
      return;
    case 'not':
      yield* misuses(predicate.of, place);
      return;
    case 'home':
    case 'other':
      if (!isPair || isSide)
        yield { message: `\`${predicate.kind}\` is a side of a pair`, hint: 'write `subject: pair`' };
      else yield* misuses(predicate.of, { rule, isSide: true });
      return;
    case 'pair':
      if (!isPair || isSide) yield { message: '`pair` compares two sides', hint: 'write `subject: pair`' };
      return;
    default:
      if (isPair && !isSide) {
        const hint = `write \`home: { ${predicate.kind}: … }\` or \`other: { ${predicate.kind}: … }\``;
        yield { message: `\`${predicate.kind}\` in a rule about pairs needs a side`, hint };
      } else yield* atomMisuses(predicate, rule);
  }
}

type SideAtom = Exclude<Predicate, { readonly kind: 'all' | 'any' | 'not' | 'home' | 'other' | 'pair' }>;

function* atomMisuses(atom: SideAtom, rule: Rule): Generator<Misuse, void> {
  const places = rule.subjects.map((subject) => (subject === 'pair' ? 'partner' : subject));
  if (atom.kind === 'label' || atom.kind === 'date') {
    if (places.some((place) => place !== 'partner')) yield { message: `only a partner has \`${atom.label}\`` };
    return;
  }
  if (atom.kind === 'fact' || atom.kind === 'cloud') return;
  for (const row of rowsOf(atom.setting, rule)) {
    const missing = row && places.find((place) => !row.places.includes(place));
    if (!row) yield { message: '`each` means a setting of the list `each` of the rule, and the rule has none' };
    else if (missing) yield { message: `\`${row.name}\` is not a setting of ${missing}` };
    else if ('member' in atom && !membersOf(row).some(({ path }) => path.join('.') === atom.member)) {
      const hint = `it has ${membersOf(row)
        .map(({ path }) => `\`${path.join('.')}\``)
        .join(', ')}`;
      yield { message: `\`${row.name}\` has no member \`${atom.member}\``, hint };
    }
  }
}

function rowsOf(reference: SettingRef, { each }: Rule): readonly (Setting | undefined)[] {
  return reference === 'each' ? (each ?? [undefined]) : [reference];
}
