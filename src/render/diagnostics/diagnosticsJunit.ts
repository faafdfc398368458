import { formatPosition } from '../../model/position.ts';
import { type JunitCase, renderJunit } from '../junit/junitXml.ts';
import type { Finding } from './finding.ts';

/** One case for each finding: an error is a failure, a warning is skipped. `passed`: the names of what is in order. */
export function renderDiagnosticsJunit(
  suite: string,
  diagnostics: readonly Finding[],
  passed: readonly string[],
): string {
  const cases = diagnostics.map((diagnostic) => caseOf(suite, diagnostic));
  const good = passed.map((name): JunitCase => ({ className: suite, name, outcome: { kind: 'passed' } }));
  return renderJunit([{ name: suite, cases: [...good, ...cases] }]);
}

function caseOf(suite: string, { code, severity, position, message, hint }: Finding): JunitCase {
  const place = position ? `${formatPosition(position)} ` : '';
  const text = [`${place}${message}`, ...(hint === undefined ? [] : [hint])].join('\n');
  const [first = ''] = message.split('\n');
  const name = `${code}: ${place}${first}`;
  const outcome: JunitCase['outcome'] =
    severity === 'error' ? { kind: 'failed', type: code, message: first, text } : { kind: 'skipped', message: text };
  return { className: `${suite}.${code}`, name, outcome };
}
