import { type Diagnostic, selectFindings, summarizeUnlisted } from '../model/diagnostic.ts';
import { comparePositions } from '../model/position.ts';
import type { Configuration } from './loadConfiguration.ts';

/**
 * Adds the findings of planning to the warnings of reading: each with its source line, sorted by position, and limited
 * in number.
 */
export function withPlanningFindings(
  { warnings, lineAt }: Pick<Configuration, 'warnings' | 'lineAt'>,
  found: readonly Diagnostic[],
): readonly Diagnostic[] {
  const selected = selectFindings([...found].sort(byPlace));
  const all = [...warnings, ...selected.map((each) => withLine(each, lineAt))].sort(
    (a, b) => Number(isCount(a)) - Number(isCount(b)) || byPlace(a, b),
  );
  const errors = found.filter(({ severity }) => severity === 'error').length;
  return [...all, ...summarizeUnlisted({ error: errors, warning: found.length - errors }, selected)];
}

function withLine(finding: Diagnostic, lineAt: Configuration['lineAt']): Diagnostic {
  const sourceLine = finding.position && lineAt(finding.position);
  return sourceLine === undefined ? finding : { ...finding, sourceLine };
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return comparePositions(a.position, b.position);
}

function isCount({ hidden }: Diagnostic): boolean {
  return hidden !== undefined;
}
