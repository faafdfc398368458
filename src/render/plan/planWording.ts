/*
 * The words of a plan that every format shares: signs, names of changes, sentences about guards. Plain text, not
 * escaped: it contains names from the tenant, and each format escapes them in its own way.
 */

import { compareText } from '../../model/json.ts';
import type { Action, Cause, Change, GuardResult, Impact, Plan } from '../../model/plan.ts';
import type { TenantId } from '../../model/tenantId.ts';
import type { ApprovalReason } from '../../plan/approval.ts';
import { findTouchedPartners } from '../../plan/guards.ts';
import { count, formatNumber } from '../text/amounts.ts';
import { changedWords } from './countWording.ts';

export const actionSign: Readonly<Record<Action, string>> = { create: '+', update: '~', delete: '-' };
export const actionVerb: Readonly<Record<Action, string>> = { create: 'add', update: 'change', delete: 'delete' };

/** Of a change that somebody made in the tenant. */
export const pastVerb: typeof actionVerb = { create: 'added', update: 'changed', delete: 'deleted' };

/** The command that made the plan: a preview of apply, or an alarm. */
export type PlanPurpose = 'plan' | 'drift';

export const impactSign: Readonly<Record<Impact, string>> = { broadens: '▲', narrows: '▼', mixed: '▲▼', neutral: '' };

/** `neutral` has no mark, so a mark always means that access changes. */
export const impactMark: Readonly<Record<Impact, string>> = {
  broadens: '▲ broadens',
  narrows: '▼ narrows',
  mixed: '▲▼ mixed',
  neutral: '',
};

/** The name of a change: the label of the partner, else its id. */
export function changeName(change: Pick<Change, 'resource' | 'name' | 'tenantId'>): string {
  if (change.resource === 'default') return 'default settings';
  if (change.resource === 'policy') return 'policy';
  return change.name ?? change.tenantId ?? 'partner';
}

export function byName<Part extends Partial<Pick<Change, 'resource'>> & Pick<Change, 'name' | 'tenantId'>>(
  parts: readonly Part[],
): readonly Part[] {
  const nameOf = (part: Part): string => changeName({ ...part, resource: part.resource ?? 'partner' });
  return [...parts].sort((a, b) => compareText(nameOf(a), nameOf(b)));
}

/** The place of a declaration: `file:line`, or the file alone; empty if it is unknown. */
export function declaredAt({ file = '', line }: DeclaredAt): string {
  return line === undefined || file === '' ? file : `${file}:${line}`;
}

/** `profile supplier-mfa`, `configs/profiles.yaml:12`: each of them if it is known. */
export function causeWords(cause: Cause): readonly string[] {
  const { profile } = cause;
  return [...(profile === undefined ? [] : [`profile ${profile}`]), declaredAt(cause)].filter((word) => word !== '');
}

export interface DeclaredAt {
  readonly file?: string | undefined;
  readonly line?: number | undefined;
}

/** What an undo plan reverts; empty for any other plan. */
export function undoSentences({ undoOf }: Plan): readonly string[] {
  if (undoOf === undefined) return [];
  return [`This plan reverts the plan of ${undoOf.createdAt} (${undoOf.digest}). Nothing else was compared.`];
}

/** What the plan does not cover, and what it cannot be used for. */
export function limitSentences({ partial, source, undoOf }: Plan, purpose: PlanPurpose = 'plan'): readonly string[] {
  const isDrift = purpose === 'drift';
  const fromSnapshot = isDrift
    ? 'The live values are from a snapshot.'
    : 'This plan is from a snapshot: apply refuses it.';
  const onlySome = `${isDrift ? 'This check' : 'This plan'} is partial (--only): other partners were not compared.`;
  return [...(partial && undoOf === undefined ? [onlySome] : []), ...(source === 'snapshot' ? [fromSnapshot] : [])];
}

/** Looks up the label of a partner in the plan; returns the id if there is none. */
export function namesIn(plan: Plan): (tenantId: TenantId) => string {
  const names = new Map<TenantId, string>();
  for (const change of plan.changes) {
    for (const heir of change.inheritedBy ?? []) if (heir.name) names.set(heir.tenantId, heir.name);
    if (change.tenantId && change.name) names.set(change.tenantId, change.name);
  }
  for (const { tenantId, name } of [
    ...plan.undeclared,
    ...plan.ignored,
    ...plan.problems,
    ...plan.released,
    ...plan.loosened,
  ])
    if (tenantId && name) names.set(tenantId, name);
  return (tenantId) => names.get(tenantId) ?? tenantId;
}

export function summaryLine(plan: Plan): string {
  const { summary } = plan;
  const counts = (['create', 'update', 'delete'] as const)
    .map((action) => `${formatNumber(summary[action])} to ${actionVerb[action]}`)
    .join(', ');
  const broadening = summary.broadening === 1 ? 'broadens' : 'broaden';
  const narrowing = summary.narrowing === 1 ? 'narrows' : 'narrow';
  const changed = changedWords(plan);
  return [
    `${plan.undoOf === undefined ? 'Plan' : 'Undo plan'}: ${counts}${changed === undefined ? '' : `: ${changed}`}.`,
    ...(summary.broadening > 0 ? [`▲ ${formatNumber(summary.broadening)} ${broadening} access.`] : []),
    ...(summary.narrowing > 0 ? [`▼ ${formatNumber(summary.narrowing)} ${narrowing} access.`] : []),
  ].join(' ');
}

/** The effect of the plan on access, for its title. `guards`: the number of guards that refuse the plan. */
export function accessSummary(plan: Plan, guards: number): string {
  const { summary, changes } = plan;
  const effects = [
    ...(guards > 0 ? [`refused by ${count(guards, 'guard')}`] : []),
    ...(summary.delete > 0 ? [`deletes ${formatNumber(summary.delete)}`] : []),
    ...(summary.broadening > 0 ? [`broadens ${formatNumber(summary.broadening)}`] : []),
    ...(summary.narrowing > 0 ? [`narrows ${formatNumber(summary.narrowing)}`] : []),
  ];
  if (effects.length > 0) return effects.join(', ');
  return changes.length === 0 ? 'no changes' : 'the same access';
}

/** What the guard counted, and its limit. */
export function guardFinding(guard: GuardResult): string {
  switch (guard.guard) {
    case 'maxDeletes':
      return `${count(guard.actual, 'deletion')}, the limit is ${guard.limit}.`;
    case 'maxDeletePercent':
      return `${percent(guard)} of the live partners would be deleted.`;
    case 'maxChangePercent':
      return `${percent(guard)} of the live partners would be changed or deleted.`;
    case 'protected':
      return `${count(guard.actual, 'protected partner')} would be deleted.`;
    case 'emptyDesiredState':
      return 'the configuration declares no partner while the tenant has some.';
  }
}

/**
 * The finding, the file of the base that sets the limit, and the flag that allows the plan, if there is one. `show`
 * escapes the name of the file.
 */
export function guardSentence(guard: GuardResult, plan: Plan, escapePath = (file: string): string => file): string {
  return [guardFinding(guard), ...fileSentence(guard, escapePath), guardRemedy(guard, plan)].join(' ');
}

function fileSentence({ guard, file, actual }: GuardResult, escapePath: (file: string) => string): readonly string[] {
  if (file === undefined) return [];
  if (guard !== 'protected') return [`The base sets this limit in ${escapePath(file)}.`];
  return [`The base protects ${actual === 1 ? 'it' : 'them'} in ${escapePath(file)}.`];
}

function guardRemedy({ guard }: GuardResult, plan: Plan): string {
  const { deleted, changed } = findTouchedPartners(plan.changes);
  switch (guard) {
    case 'maxDeletes':
      return `Allow them with --allow-deletes ${deleted.length}.`;
    case 'maxDeletePercent':
      return `Allow it with --allow-deletes ${deleted.length}.`;
    case 'maxChangePercent':
      return `Allow it with --allow-changes ${changed.length}.`;
    case 'protected':
      return 'No flag allows this: remove it from `protected` first, in a change of its own.';
    case 'emptyDesiredState':
      return 'No flag allows this: check the path, or declare the partners that must stay.';
  }
}

function percent(guard: GuardResult): string {
  return `${Number(guard.actual.toFixed(1))} % (limit ${guard.limit} %)`;
}

const approvalReasonWords: Readonly<Record<ApprovalReason, string>> = {
  broadens: 'broadens access',
  default: 'changes the default settings',
};

/** Why `apply` needs approval: `broadens access and changes the default settings`. */
export function approvalWords(reasons: readonly ApprovalReason[]): string {
  return reasons.map((reason) => approvalReasonWords[reason]).join(' and ');
}
