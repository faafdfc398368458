/*
 * JUnit XML as Azure DevOps, GitLab and Jenkins read it: suites with counted cases, each with a name, a class and at
 * most one of `failure` and `skipped`. Attributes that only one of the three knows are left out.
 */
import { visibleText } from '../text/escape.ts';

export interface JunitSuite {
  readonly name: string;
  readonly cases: readonly JunitCase[];
}

export interface JunitCase {
  /** The group of the case, as tools show it. */
  readonly className: string;
  readonly name: string;
  readonly outcome: JunitOutcome;
}

export type JunitOutcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly type: string; readonly message: string; readonly text: string }
  | { readonly kind: 'skipped'; readonly message: string };

export function renderJunit(suites: readonly JunitSuite[]): string {
  const { skipped: _ofEachSuite, ...all } = counts(suites.flatMap(({ cases }) => cases));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes({ name: 'xtap', ...all })}>`,
    ...suites.flatMap(suiteLines),
    '</testsuites>',
    '',
  ].join('\n');
}

function counts(cases: readonly JunitCase[]) {
  const of = (kind: JunitOutcome['kind']): string =>
    String(cases.filter(({ outcome }) => outcome.kind === kind).length);
  return { tests: String(cases.length), failures: of('failed'), errors: '0', skipped: of('skipped'), time: '0' };
}

function suiteLines({ name, cases }: JunitSuite): readonly string[] {
  return [`  <testsuite ${attributes({ name, ...counts(cases) })}>`, ...cases.flatMap(caseLines), '  </testsuite>'];
}

function caseLines({ className, name, outcome }: JunitCase): readonly string[] {
  const start = `    <testcase ${attributes({ classname: className, name, time: '0' })}`;
  switch (outcome.kind) {
    case 'passed':
      return [`${start}/>`];
    case 'skipped':
      return [`${start}>`, `      <skipped ${attributes({ message: outcome.message })}/>`, '    </testcase>'];
    case 'failed': {
      const { type, message, text } = outcome;
      const lines = text.split('\n').map(xmlText).join('\n');
      return [`${start}>`, `      <failure ${attributes({ message, type })}>${lines}</failure>`, '    </testcase>'];
    }
  }
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${xmlText(value)}"`)
    .join(' ');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Characters that XML 1.0 does not allow are among the invisible ones, which become `\u…`. */
function xmlText(text: string): string {
  return visibleText(text).replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
