/*
 * Runs the rules of a pack over the subjects of a policy. One rule and one subject give one result, or one per setting.
 */

import type { Waiver } from '../model/desiredState.ts';
import type { Json } from '../model/json.ts';
import type { FindingSeverity, Pack, Remedy, Rule, RuleSubject } from '../model/pack.ts';
import type { Position } from '../model/position.ts';
import type { Setting } from '../model/setting.ts';
import type { TenantId } from '../model/tenantId.ts';
import type { PolicyView, SubjectView, Truth } from './policyView.ts';
import { evaluate } from './predicates.ts';
import type { Evidence, Scene } from './scene.ts';

export type ResultKind = 'pass' | 'fail' | 'waived' | 'unknown' | 'notApplicable';

/** What a result is about. `tenantId`: the partner, or the home tenant of a pair; `other`: its other tenant. */
export interface ResultSubject {
  readonly resource: 'default' | 'partner' | 'policy' | 'pair';
  readonly tenantId?: TenantId;
  readonly other?: TenantId;
  /** The tenant whose policy it is; present only if a run checks several. */
  readonly home?: TenantId;
  readonly name?: string;
}

export interface CheckResult {
  readonly pack: string;
  readonly rule: Pick<Rule, 'id' | 'title' | 'because' | 'remedy' | 'source'>;
  readonly severity: FindingSeverity;
  readonly subject: ResultSubject;
  readonly result: ResultKind;
  /** Tells the results of one rule and subject apart: the setting of `each`, or the rule that a waiver names. */
  readonly part?: string;
  /** The setting of `each`, or else the first one that decides the result. */
  readonly setting?: string;
  readonly value?: Json;
  readonly source: 'partner' | 'default';
  readonly position?: Position;
  /** Every value that decides the result. */
  readonly evidence: readonly Evidence[];
  /** The waiver that excuses it. */
  readonly waiver?: Waiver;
  /** A waiver that would excuse it, and that this run does not accept because it is new. */
  readonly refusedWaiver?: Waiver | undefined;
}

/** The results of all packs for all policies, without the rules about pairs. Waivers are applied later. */
export function runPacks(packs: readonly Pack[], policies: readonly PolicyView[]): readonly CheckResult[] {
  return packs.flatMap((pack) =>
    policies.flatMap((policy) => {
      const results = runPack(pack, policy);
      if (policies.length === 1) return results;
      return results.map((each) => ({ ...each, subject: { ...each.subject, home: policy.tenantId } }));
    }),
  );
}

/** The results of a pack for one policy; rules about pairs are not among them. */
function runPack(pack: Pack, policy: PolicyView): readonly CheckResult[] {
  return pack.rules.flatMap((rule) => {
    if (rule.severity === 'off') return [];
    return rule.subjects.flatMap((kind) =>
      subjectsOf(kind, rule, policy).flatMap((subject) =>
        runRule({
          pack,
          rule,
          scene: { policy, subject },
          subject: nameSubject(subject),
          position: subject.desired?.position,
        }),
      ),
    );
  });
}

function subjectsOf(kind: RuleSubject, { tenant }: Rule, policy: PolicyView): readonly SubjectView[] {
  if (kind === 'pair') return [];
  if (kind !== 'partner') return [policy[kind]];
  return tenant === undefined ? policy.partners : [policy.partner(tenant)];
}

function nameSubject({ resource, tenantId, name }: SubjectView): ResultSubject {
  return { resource, ...(tenantId && { tenantId }), ...(name !== undefined && { name }) };
}

export interface RuleRun {
  readonly pack: Pick<Pack, 'name'>;
  readonly rule: Rule;
  readonly scene: Scene;
  readonly subject: ResultSubject;
  /** The line of the subject, where no line of a setting decides. */
  readonly position?: Position | undefined;
}

export function runRule(run: RuleRun): readonly CheckResult[] {
  const rows: readonly (Setting | undefined)[] = run.rule.each ?? [undefined];
  return rows.map((each) => runOnce(run, each));
}

function runOnce({ pack, rule, scene, subject, position }: RuleRun, each: Setting | undefined): CheckResult {
  const at: Scene = { ...scene, each };
  const { result, evidence } = judge(rule, at);
  const [first] = evidence;
  const setting = each?.name ?? first?.setting;
  const place = evidence.find((each) => each.position)?.position ?? position;
  const { id, title, because, source } = rule;
  const remedy = each ? remedyFor(rule, each) : rule.remedy;
  return {
    pack: pack.name,
    rule: { id, title, because, remedy, ...(source !== undefined && { source }) },
    severity: severityOf(rule, at),
    subject,
    result,
    ...(each && { part: each.name }),
    ...(setting !== undefined && { setting }),
    ...(first && { value: first.value }),
    source: first?.source ?? (scene.subject.resource === 'partner' ? 'partner' : 'default'),
    ...(place && { position: place }),
    evidence,
  };
}

/** Without the lines for the other settings of `each`, which may pass. */
function remedyFor({ remedy, each: rows = [] }: Rule, { name }: Setting): Remedy {
  const others = new Set(rows.map((row) => row.name).filter((row) => row !== name));
  const steps = remedy.steps.map(({ at, keys }) => ({
    at,
    keys: Object.fromEntries(Object.entries(keys).filter(([key]) => !others.has(key))),
  }));
  return { ...remedy, steps };
}

function judge(rule: Rule, scene: Scene): { readonly result: ResultKind; readonly evidence: readonly Evidence[] } {
  const applies = rule.applies ? evaluate(rule.applies, scene) : undefined;
  if (applies?.truth === false) return { result: 'notApplicable', evidence: [] };
  const { truth, evidence } = evaluate(rule.when, scene);
  // A rule that fails only where it applies, and may not apply, is not known to fail.
  if (applies && applies.truth === undefined && truth !== false)
    return { result: 'unknown', evidence: applies.evidence };
  return { result: resultOf(truth), evidence };
}

function resultOf(truth: Truth): ResultKind {
  if (truth === undefined) return 'unknown';
  return truth ? 'fail' : 'pass';
}

function severityOf({ severity, exceptions }: Rule, scene: Scene): FindingSeverity {
  const exception = exceptions.find(({ when }) => evaluate(when, scene).truth === true);
  if (exception) return exception.severity;
  return severity === 'off' ? 'note' : severity;
}
