/* The sign-ins file of a run, finished or not. */
import type { SignInsFile } from '../../model/signIns.ts';
import { publishRows } from './publishRows.ts';
import type { RunReading, RunSetup } from './runState.ts';
import { coverageOf, isoTime } from './windows.ts';

export interface Publication extends RunReading {
  readonly createdAt: string;
  readonly source: SignInsFile['source'];
  readonly setup: RunSetup;
}

export function publishFile({ createdAt, source, setup, dialect, spans, people, reduction }: Publication): SignInsFile {
  const { tenantId, cloud, minCohort, groups, users, asOf, policyChanges } = setup;
  const coverage = coverageOf(setup, spans, 'not-read');
  const resolved = groups === undefined ? [] : Object.keys(groups);
  return {
    formatVersion: 1,
    kind: 'xtap-signins',
    tenantId,
    cloud,
    source,
    apiVersion: dialect.apiVersion,
    from: isoTime(setup.from),
    to: isoTime(setup.to),
    createdAt,
    complete: coverage.every(({ state }) => state === 'read'),
    coverage,
    resolved: {
      groups: groups === undefined ? false : resolved,
      users: users ?? false,
      ...(asOf !== undefined && { asOf }),
    },
    policyChanges,
    ...(users !== undefined && { namesPeople: true }),
    rows: publishRows(reduction, people, { groups: resolved, users: users ?? [], minCohort }),
    notJudged: reduction.notJudged,
  };
}
