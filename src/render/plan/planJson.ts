/* The plan as a file. Its keys have a fixed order, in which the keys that readers look for come first. */
import type { Change, Plan } from '../../model/plan.ts';
import { inKeyOrder, jsonText } from '../text/jsonText.ts';

/** What `xtap plan -o json=FILE` writes and `xtap apply FILE` reads. */
export function renderPlanJson(plan: Plan): string {
  return jsonText(orderedPlan(plan));
}

export function orderedPlan(plan: Plan): Plan {
  const changes = plan.changes.map(orderedChange);
  const guards = plan.guards.map((guard) =>
    inKeyOrder(guard, ['guard', 'limit', 'actual', 'status', 'tenantIds', 'file']),
  );
  const warnings = plan.warnings.map((warning) =>
    inKeyOrder(warning, ['code', 'message', 'tenantId', 'file', 'line', 'hidden']),
  );
  const undeclared = plan.undeclared.map((each) =>
    inKeyOrder(each, [
      'resource',
      'tenantId',
      'name',
      'setting',
      'member',
      'reason',
      'accepted',
      'value',
      'settings',
      'impact',
    ]),
  );
  const ignored = plan.ignored.map((each) =>
    inKeyOrder(each, ['tenantId', 'name', 'reason', 'access', 'impact', 'settings']),
  );
  const released = plan.released.map((each) =>
    inKeyOrder(each, ['resource', 'tenantId', 'name', 'setting', 'member', 'value', 'impact']),
  );
  const loosened = plan.loosened.map((each) => inKeyOrder(each, ['what', 'tenantId', 'name', 'before', 'after']));
  const summary = inKeyOrder(plan.summary, [
    'create',
    'update',
    'delete',
    'unchanged',
    'undeclared',
    'broadening',
    'narrowing',
  ]);
  return inKeyOrder({ ...plan, summary, changes, undeclared, ignored, released, loosened, warnings, guards }, [
    'formatVersion',
    'toolVersion',
    'tenantId',
    'cloud',
    'apiVersion',
    'source',
    'createdAt',
    'configDigest',
    'digest',
    'partial',
    'summary',
    'changes',
    'names',
    'undeclared',
    'ignored',
    'released',
    'loosened',
    'warnings',
    'silenced',
    'guards',
    'integrity',
  ]);
}

function orderedChange(change: Change): Change {
  const fields = change.fields.map((field) =>
    inKeyOrder(field, ['path', 'before', 'after', 'impact', 'origin', 'file', 'line', 'profile']),
  );
  const reasons = change.reasons.map((reason) => inKeyOrder(reason, ['code', 'impact', 'message']));
  const requests = change.requests.map((request) => inKeyOrder(request, ['method', 'url', 'body']));
  const inheritedBy = change.inheritedBy?.map((heir) => inKeyOrder(heir, ['tenantId', 'name']));
  return inKeyOrder({ ...change, fields, reasons, requests, ...(inheritedBy && { inheritedBy }) }, [
    'action',
    'resource',
    'tenantId',
    'name',
    'file',
    'line',
    'origin',
    'impact',
    'fields',
    'reasons',
    'inheritedBy',
    'preimage',
    'after',
    'basis',
    'requests',
  ]);
}
