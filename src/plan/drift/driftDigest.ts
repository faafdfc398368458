/*
 * The fingerprint of drift: tells whether an alarm is already known. It covers each difference, from which value to
 * which, and no labels, times or waiting fields, so that a merge or a new name does not raise the alarm again.
 */

import { canonicalJson, compareText, type Json, type JsonObject } from '../../model/json.ts';
import type { FieldChange, Ignored, Problem, Undeclared } from '../../model/plan.ts';
import { sha256 } from '../digest.ts';
import { type Drift, driftedSteps } from './describeDrift.ts';
import type { DriftStep } from './driftStep.ts';

export function driftDigest(drift: Drift): string {
  const { undeclared, ignored, problems } = drift;
  return sha256({
    steps: inOrder(driftedSteps(drift).flatMap(digestedStep)),
    undeclared: inOrder(undeclared.map(digestedUndeclared)),
    ignored: inOrder(ignored.map(({ tenantId, settings }: Ignored): JsonObject => ({ tenantId, settings }))),
    problems: inOrder(problems.map(({ tenantId, code }: Problem): JsonObject => ({ tenantId, code }))),
  });
}

/** A partner that is missing, or that should not exist, also has an entry of its own, with an empty path. */
function digestedStep({ kind, resource, tenantId, fields }: DriftStep): readonly JsonObject[] {
  const subject: JsonObject = { resource, ...(tenantId && { tenantId }) };
  const existence = kind === 'missing' ? ['present', 'absent'] : ['absent', 'present'];
  const entry = (path: string, declared: Json, live: Json): JsonObject => ({ ...subject, path, declared, live });
  return [
    ...(kind === 'differs' ? [] : [entry('', existence[0] ?? '', existence[1] ?? '')]),
    ...fields.filter(isDrifted).map(({ path, before, after }) => entry(path, before, after)),
  ];
}

/** A field without an origin keeps its effect: it belongs to the declared members of its setting. */
function isDrifted({ origin }: FieldChange): boolean {
  return origin !== undefined && origin !== 'waiting';
}

function digestedUndeclared({ resource, tenantId, setting, member, value, settings }: Undeclared): JsonObject {
  return {
    ...(resource && { resource }),
    ...(tenantId && { tenantId }),
    ...(setting !== undefined && { setting }),
    ...(member !== undefined && { member }),
    ...(value !== undefined && { value }),
    ...(settings && { settings }),
  };
}

/** The order of the configuration's entries is not a part of the drift. */
function inOrder(entries: readonly JsonObject[]): readonly JsonObject[] {
  return [...entries].sort((a, b) => compareText(canonicalJson(a), canonicalJson(b)));
}
