/*
 * The words of a plan that every format shares: signs, names of changes, sentences about guards. Plain text, not
 * escaped: names from the tenant are in it, and each format escapes in its own way.
 */

import type { Json } from '../../model/json.ts';
import {
  type Action,
  type Change,
  type GuardResult,
  type Impact,
  narrowsAccess,
  opensAccess,
  type Plan,
} from '../../model/plan.ts';
import type { TenantId } from '../../model/tenantId.ts';
import { type ApprovalReason, approvalReasons } from '../../plan/approval.ts';
import { touchedPartners } from '../../plan/guards.ts';
import { count, formatNumber } from '../text/amounts.ts';

export const actionSign: Readonly<Record<Action, string>> = { create: '+', update: '~', delete: '-' };
export const actionVerb: Readonly<Record<Action, string>> = { create: 'add', update: 'change', delete: 'delete' };

/** A plan is read as what apply would do, or as an alarm. */
export type PlanPurpose = 'plan' | 'drift';

/** Neutral has no sign, so that a reader's eye stops only where access moves. */
export const impactMark: Readonly<Record<Impact, string>> = {
  broadens: '▲ broadens',
  narrows: '▼ narrows',
  mixed: '▲▼ mixed',
  neutral: '',
};

/** What a change is called: the partner's label, else its id. */
export function changeName(change: Pick<Change, 'resource' | 'name' | 'tenantId'>): string {
  if (change.resource === 'default') return 'default settings';
  if (change.resource === 'policy') return 'policy';
  return change.name ?? change.tenantId ?? 'partner';
}

export const impactRank: Readonly<Record<Impact, number>> = { broadens: 0, mixed: 1, narrows: 2, neutral: 3 };

/**
 * Deletions, then what concerns every partner that inherits (a default that narrows locks many out), then what opens
 * and what closes for one.
 */
export function byDanger(changes: readonly Change[]): readonly Change[] {
  const rank = ({ action, impact, resource }: Change): number =>
    action === 'delete' ? -2 : resource !== 'partner' && impact !== 'neutral' ? -1 : impactRank[impact];
  return [...changes].sort((a, b) => rank(a) - rank(b));
}

/** Whether the configuration and the tenant both moved: applying overwrites what somebody did there. */
export function isConflict({ fields }: Change): boolean {
  return fields.some(({ origin }) => origin === 'both');
}

/** Whether the change's impact is more than its fields say. */
function hasWiderImpact(change: Change): boolean {
  return (
    (opensAccess(change) && !change.fields.some(opensAccess)) ||
    (narrowsAccess(change) && !change.fields.some(narrowsAccess))
  );
}

/**
 * What a change does beyond its fields: organizations of other clouds stay blocked until they are partners (Microsoft:
 * allowedCloudEndpoints), so creating one opens what it inherits, and deleting it may close everything. They are allowed
 * by what is live, by what this plan writes, or (a snapshot without the endpoints) perhaps. Undefined where the fields
 * say it all.
 */
export function extraEffectsIn(plan: Plan): (change: Change) => string | undefined {
  const planned = plan.changes.find(({ resource }) => resource === 'policy')?.after?.allowedCloudEndpoints;
  return (change) => {
    const live = change.basis.allowedCloudEndpoints;
    const are = [live, planned].some(isFilled) ? 'are' : live === undefined ? 'may be' : undefined;
    const crosses = are !== undefined && change.resource === 'partner' && change.impact !== 'neutral';
    if (crosses && change.action === 'create')
      return `other clouds ${are} allowed: before, it may have had no access at all`;
    if (crosses && change.action === 'delete')
      return `other clouds ${are} allowed: afterwards, it may have no access at all`;
    return hasWiderImpact(change) ? `the ${change.resource} as a whole` : undefined;
  };
}

function isFilled(clouds: Json | undefined): boolean {
  return Array.isArray(clouds) && clouds.length > 0;
}

/** Where something is declared: `file:line`, or the file alone; empty where nobody knows. */
export function declaredAt({ file = '', line }: DeclaredAt): string {
  return line === undefined || file === '' ? file : `${file}:${line}`;
}

export interface DeclaredAt {
  readonly file?: string | undefined;
  readonly line?: number | undefined;
}

/** What the plan does not cover, or may not be used for. */
export function limitSentences({ partial, source }: Plan): readonly string[] {
  return [
    ...(partial ? ['This plan is partial (--only): other partners were not compared.'] : []),
    ...(source === 'snapshot' ? ['This plan is from a snapshot: apply refuses it.'] : []),
  ];
}

/** Labels of partners by id, as far as the plan knows them. */
export function namesIn(plan: Plan): (tenantId: TenantId) => string {
  const names = new Map<TenantId, string>();
  for (const change of plan.changes) {
    for (const heir of change.inheritedBy ?? []) if (heir.name) names.set(heir.tenantId, heir.name);
    if (change.tenantId && change.name) names.set(change.tenantId, change.name);
  }
  for (const { tenantId, name } of [...plan.undeclared, ...plan.released, ...plan.loosened])
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
  return [
    `Plan: ${counts}.`,
    ...(summary.broadening > 0 ? [`▲ ${formatNumber(summary.broadening)} ${broadening} access.`] : []),
    ...(summary.narrowing > 0 ? [`▼ ${formatNumber(summary.narrowing)} ${narrowing} access.`] : []),
  ].join(' ');
}

/** What the plan does to access, in the words that a reviewer looks for. `guards`: how many refuse it. */
export function accessSummary(plan: Plan, guards: number): string {
  const { summary, changes } = plan;
  const effects = [
    ...(guards > 0 ? [`refused by ${count(guards, 'guard')}`] : []),
    ...(summary.delete > 0 ? [`deletes ${formatNumber(summary.delete)}`] : []),
    ...(summary.broadening > 0 ? [`opens ${formatNumber(summary.broadening)}`] : []),
    ...(summary.narrowing > 0 ? [`closes ${formatNumber(summary.narrowing)}`] : []),
  ];
  if (effects.length > 0) return effects.join(', ');
  return changes.length === 0 ? 'no changes' : 'nothing opens, nothing closes';
}

/** What the guard saw, and what it allows. */
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
 * The same with the file of the base that sets the limit, and with the exact flag that lets the plan pass, or that there
 * is none. `show` escapes the name of the file.
 */
export function guardSentence(guard: GuardResult, plan: Plan, show = (file: string): string => file): string {
  return [guardFinding(guard), ...fileSentence(guard, show), guardRemedy(guard, plan)].join(' ');
}

function fileSentence({ guard, file, actual }: GuardResult, show: (file: string) => string): readonly string[] {
  if (file === undefined) return [];
  if (guard !== 'protected') return [`The base sets this limit in ${show(file)}.`];
  return [`The base protects ${actual === 1 ? 'it' : 'them'} in ${show(file)}.`];
}

function guardRemedy({ guard }: GuardResult, plan: Plan): string {
  const { deleted, changed } = touchedPartners(plan.changes);
  switch (guard) {
    case 'maxDeletes':
      return `Allow them with --allow-deletes ${deleted.length}.`;
    case 'maxDeletePercent':
      return `Allow it with --allow-deletes ${deleted.length}.`;
    case 'maxChangePercent':
      return `Allow it with --allow-changes ${changed.length}.`;
    case 'protected':
      return 'No flag allows this: take it out of `protected` first, in a change of its own.';
    case 'emptyDesiredState':
      return 'No flag allows this: check the path, or declare what is to stay.';
  }
}

function percent(guard: GuardResult): string {
  return `${Number(guard.actual.toFixed(1))} % (limit ${guard.limit} %)`;
}

const approvalReasonWords: Readonly<Record<ApprovalReason, string>> = {
  opens: 'broadens access',
  default: 'changes the default settings',
};

/** Why `apply` will want a person's word for this plan; undefined where it does not. */
export function approvalReason({ changes }: Plan): string | undefined {
  const grounds = approvalReasons(changes);
  return grounds.length === 0 ? undefined : grounds.map((planning) => approvalReasonWords[planning]).join(' and ');
}
