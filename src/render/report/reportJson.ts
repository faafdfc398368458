import type { ApplyReport } from '../../model/report.ts';
import { errorObject } from '../diagnostics/diagnosticsJson.ts';
import type { RunError } from '../diagnostics/runError.ts';
import { inKeyOrder, jsonText } from '../text/jsonText.ts';

/** The report of an apply. `problem`, the error that ended it early, is added as `error`. */
export function renderReportJson(report: ApplyReport, problem?: RunError): string {
  const outcomes = report.outcomes.map((outcome) =>
    inKeyOrder(outcome, [
      'tenantId',
      'resource',
      'action',
      'method',
      'url',
      'status',
      'httpStatus',
      'requestId',
      'error',
    ]),
  );
  const ordered = inKeyOrder({ ...report, outcomes }, [
    'planDigest',
    'converged',
    'summary',
    'outcomes',
    'notShown',
    'added',
    'unverified',
    'calls',
  ]);
  return jsonText(problem === undefined ? ordered : { ...ordered, error: errorObject(problem) });
}
