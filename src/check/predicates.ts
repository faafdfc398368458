/*
 * Evaluates the predicates of packs, in three values: yes, no, and unknown (Kleene's logic). An unknown value never
 * makes a predicate true or false by itself, so it can become neither a finding nor a pass.
 */
import { beyondBaseline, partnerBaseline } from '../access/beyondDefault.ts';
import { otherCloudsSetting } from '../access/effective.ts';
import { quantifiedReach } from '../access/quantify.ts';
import { endpointOf } from '../model/cloud.ts';
import { isJsonObject, type Json, jsonEquals } from '../model/json.ts';
import type { Fact, Predicate, SettingRef } from '../model/pack.ts';
import { type Setting, settingsOf } from '../model/setting.ts';
import { isGuid } from '../model/tenantId.ts';
import { relate } from './pairRelations.ts';
import type { OwnValue, SubjectView, Truth } from './policyView.ts';
import type { Answer, Evidence, Scene } from './scene.ts';
import {
  decidingPosition,
  inheritedValue,
  readFlag,
  readLeaf,
  readOwnFlag,
  readRule,
  sourceOf,
} from './subjectValues.ts';

export function evaluate(predicate: Predicate, scene: Scene): Answer {
  switch (predicate.kind) {
    case 'all':
    case 'any':
      return combine(predicate.kind, predicate.of, scene);
    case 'not': {
      const { truth, evidence } = evaluate(predicate.of, scene);
      return { truth: truth === undefined ? undefined : !truth, evidence };
    }
    case 'home':
    case 'other': {
      if (!scene.pair) throw new Error(`The reader accepts ${predicate.kind} in rules about pairs only.`);
      const side = scene.pair[predicate.kind];
      const { truth, evidence } = evaluate(predicate.of, side);
      return { truth, evidence: evidence.map((each) => ({ ...each, tenantId: side.policy.tenantId })) };
    }
    default:
      return evaluateAtom(predicate, scene);
  }
}

/** `all` is decided by a no, `any` by a yes. The evidence is that of the parts that decide. */
function combine(kind: 'all' | 'any', parts: readonly Predicate[], scene: Scene): Answer {
  const answers = parts.map((part) => evaluate(part, scene));
  const decisive = kind === 'any';
  const deciding = answers.filter(({ truth }) => truth === decisive);
  const open = answers.filter(({ truth }) => truth === undefined);
  const [truth, from] =
    deciding.length > 0 ? [decisive, deciding] : open.length > 0 ? [undefined, open] : ([!decisive, answers] as const);
  return { truth, evidence: from.flatMap(({ evidence }) => evidence) };
}

type Atom = Exclude<Predicate, { readonly kind: 'all' | 'any' | 'not' | 'home' | 'other' }>;

function evaluateAtom(atom: Atom, scene: Scene): Answer {
  const { subject, policy } = scene;
  switch (atom.kind) {
    case 'reach': {
      const row = settingOf(atom.setting, scene);
      const { known, value, source } = readRule(subject, row);
      const truth = known && quantifiedReach(known, atom.users, atom.applications);
      return answer(truth, { setting: row.name, value, source, position: decidingPosition(subject, row) });
    }
    case 'flag': {
      const row = settingOf(atom.setting, scene);
      const read = atom.from === 'own' ? readOwnFlag : readFlag;
      const { known, value, source } = read(subject, row, atom.member);
      const setting = `${row.name}.${atom.member}`;
      const position = decidingPosition(subject, row, atom.member);
      return answer(known === undefined ? undefined : known === atom.is, { setting, value, source, position });
    }
    case 'setting': {
      const row = settingOf(atom.setting, scene);
      const own = subject.own(row);
      const truth = isSetTo(atom.is, own);
      const position = decidingPosition(subject, row);
      return answer(truth, { setting: row.name, value: own.value, source: sourceOf(subject, row), position });
    }
    case 'targets':
      return admits(settingOf(atom.setting, scene), atom, scene);
    case 'label': {
      const value = subject.desired?.[atom.label] ?? null;
      return answer((value !== null) === (atom.is === 'present'), labelEvidence(atom.label, value, subject));
    }
    case 'date': {
      const value = subject.desired?.[atom.label] ?? null;
      return answer(value !== null && value < policy.today, labelEvidence(atom.label, value, subject));
    }
    case 'fact':
      return checkFact(atom.fact, scene);
    case 'cloud':
      return { truth: atom.clouds.includes(policy.cloud), evidence: [] };
    case 'pair':
      if (!scene.pair) throw new Error('The reader accepts pair in rules about pairs only.');
      return relate(atom, scene.pair);
  }
}

function answer(truth: Truth, evidence: Evidence): Answer {
  return { truth, evidence: [evidence] };
}

function settingOf(reference: SettingRef, { each }: Scene): Setting {
  const row = reference === 'each' ? each : reference;
  if (!row) throw new Error('The reader accepts `each` only in rules that have it.');
  return row;
}

function isSetTo(is: 'own' | 'missing', { complete, value }: OwnValue): Truth {
  if (value !== null) return is === 'own';
  return complete ? is === 'missing' : undefined;
}

/**
 * Whether one half of an access setting lets an application (or user) in by its own list, whatever the other half says.
 */
function admits(row: Setting, { member, admit }: { member: string; admit: string }, { subject }: Scene): Answer {
  const leaf = readLeaf(subject.own(row), row, member);
  const value = typeof leaf === 'string' ? null : leaf.value;
  const setting = `${row.name}.${member}`;
  const evidence = { setting, value, source: sourceOf(subject, row), position: decidingPosition(subject, row, member) };
  return answer(listAdmits(value, admit), evidence);
}

function listAdmits(half: Json, id: string): Truth {
  if (!isJsonObject(half)) return undefined;
  const { accessType, targets } = half;
  if (!Array.isArray(targets) || (accessType !== 'allowed' && accessType !== 'blocked')) return undefined;
  const listed = targets.some((target: Json) => isJsonObject(target) && (isAll(target.target) || target.target === id));
  return listed === (accessType === 'allowed');
}

function isAll(target: Json | undefined): boolean {
  return target === 'AllApplications' || target === 'AllUsers';
}

function labelEvidence(label: string, value: Json, { desired }: SubjectView): Evidence {
  return { setting: label, value, source: 'partner', position: desired?.position };
}

function checkFact(fact: Fact, scene: Scene): Answer {
  if (fact === 'cloudAllowed') return isCloudAllowed(scene);
  if (fact !== 'policyIdIsGuid') return { truth: isFact(fact, scene), evidence: [] };
  const root = scene.policy.policyId;
  const value = root?.id ?? null;
  return answer(root && isGuid(root.id ?? ''), { setting: 'id', value, source: 'default' });
}

/** Whether the policy root allows the cloud of the other side. */
function isCloudAllowed({ policy, otherCloud }: Scene): Answer {
  const row = policy.table.find(({ name }) => name === otherCloudsSetting);
  if (!row || !otherCloud) return { truth: undefined, evidence: [] };
  const { complete, value } = policy.policy.own(row);
  const truth = Array.isArray(value) ? value.includes(endpointOf[otherCloud]) : complete ? false : undefined;
  return answer(truth, { setting: row.name, value, source: 'default', position: decidingPosition(policy.policy, row) });
}

function isFact(fact: Exclude<Fact, 'cloudAllowed' | 'policyIdIsGuid'>, scene: Scene): Truth {
  const { subject, policy, otherCloud } = scene;
  switch (fact) {
    case 'partner':
      return subject.exists;
    case 'declared':
      return subject.desired !== undefined;
    case 'ignored':
      return subject.isIgnored;
    case 'serviceProvider':
      return policy.isLive ? isSetByCreation(fact, scene) : undefined;
    case 'multiTenantOrganization':
      return policy.isLive ? (subject.live?.isInMultiTenantOrganization ?? false) : undefined;
    case 'broaderThanDefault':
      return isBroaderThanDefault(scene);
    case 'tenantDefault':
      return subject.resource === 'default';
    case 'otherCloud':
      return otherCloud !== undefined && endpointOf[otherCloud] !== endpointOf[policy.cloud];
  }
}

/** Whether a value that the creation of the partner wrote is this fact; unknown if it is neither on nor off. */
function isSetByCreation(fact: Fact, { subject: { live }, policy }: Scene): Truth {
  const row = policy.table.find((each) => each.fact === fact);
  const value = row && (live?.onCreation[row.name] ?? false);
  return typeof value === 'boolean' ? value : undefined;
}

/** Yes if one setting gives access that the default does not give; unknown if one that is not known may do so. */
function isBroaderThanDefault({ subject, policy }: Scene): Truth {
  const truths = settingsOf(policy.table, 'partner')
    .filter((row) => row.versions.includes(policy.apiVersion))
    .map((row) => isSettingBroader(row, subject));
  return truths.includes(true) ? true : truths.includes(undefined) ? undefined : false;
}

function isSettingBroader(row: Setting, subject: SubjectView): Truth {
  const own = subject.own(row);
  if (own.complete && own.value === null) return false;
  const inherited = inheritedValue(subject, row);
  if (!own.complete || !(row.ownEndpoint || inherited?.complete)) return undefined;
  const plannedDefault = inherited?.complete ? { [row.name]: inherited.value } : undefined;
  if (row.kind === 'access' && !(readRule(subject, row).known && isRuleKnown(row, subject))) {
    return inherited && jsonEquals(own.value, inherited.value) ? false : undefined;
  }
  const impact = beyondBaseline(row, own.value, { baseline: partnerBaseline(row, { plannedDefault }) });
  return impact === 'broadens' || impact === 'mixed';
}

function isRuleKnown(row: Setting, { inherited }: SubjectView): boolean {
  return inherited !== undefined && readRule(inherited, row).known !== undefined;
}
