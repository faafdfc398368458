/*
 * Compares the access settings of two tenants that name each other: users of the home tenant at applications of the
 * other one. Both settings name the same ids (inbound targets are objects of the home tenant), so lists are compared
 * exactly; only the members of groups and of Office365 are not known.
 */
import { sharesAccess } from '../access/compareRules.ts';
import { quantifiedReach } from '../access/quantify.ts';
import type { AccessRule } from '../access/rule.ts';
import type { Predicate } from '../model/pack.ts';
import type { Setting } from '../model/setting.ts';
import type { Truth } from './policyView.ts';
import type { Answer, Evidence, Scene } from './scene.ts';
import { decidingPosition, readRule } from './subjectValues.ts';

type PairPredicate = Extract<Predicate, { readonly kind: 'pair' }>;

export function relate(
  { is, home, other }: PairPredicate,
  sides: { readonly home: Scene; readonly other: Scene },
): Answer {
  const [out, into] = [readRule(sides.home.subject, home), readRule(sides.other.subject, other)];
  const evidence = [evidenceOf(sides.home, home), evidenceOf(sides.other, other)];
  if (!out.known || !into.known) return { truth: undefined, evidence };
  const relation = is === 'disagree' ? disagree : disjoint;
  return { truth: relation(out.known, into.known), evidence };
}

function evidenceOf({ subject, policy }: Scene, row: Setting): Evidence {
  const { value, source } = readRule(subject, row);
  const { tenantId } = policy;
  return { setting: row.name, value, source, position: decidingPosition(subject, row), tenantId };
}

/**
 * One side allows something, in whole or by name, that the other side blocks. A side that allows everything does not
 * disagree with a side that allows a part: the narrower side decides.
 */
function disagree(a: AccessRule, b: AccessRule): Truth {
  const [some, others] = [quantifiedReach(a, 'some', 'some'), quantifiedReach(b, 'some', 'some')];
  if (some !== others) return true;
  if (!some) return false;
  const blocked = [...blockedByName(a, b), ...blockedByName(b, a)];
  return blocked.includes(true) ? true : blocked.includes(undefined) ? undefined : false;
}

/** For each target that `allowing` allows by name: whether `other` keeps it from everything. */
function blockedByName(allowing: AccessRule, other: AccessRule): readonly Truth[] {
  const { users, applications } = allowing;
  const isBlocked = (reach: Truth): Truth => (reach === undefined ? undefined : !reach);
  const userIds = users.allowed ? [...users.ids].map((id) => ({ id, groups: [] })) : [];
  const groups = users.allowed ? [...users.opaque].map((group) => ({ groups: [group] })) : [];
  const named = applications.allowed ? [...applications.ids, ...applications.opaque] : [];
  return [
    ...[...userIds, ...groups].map((user) => isBlocked(quantifiedReach(other, user, 'some'))),
    ...named.map((id) => isBlocked(quantifiedReach(other, 'some', { id }))),
  ];
}

function disjoint(a: AccessRule, b: AccessRule): Truth {
  if (!quantifiedReach(a, 'some', 'some') || !quantifiedReach(b, 'some', 'some')) return false;
  const shared = sharesAccess(a, b);
  return shared === undefined ? undefined : !shared;
}
