import type { Diagnostic } from '../../../src/model/diagnostic.ts';
import { XtapError } from '../../../src/model/errors.ts';
import { renderDiagnosticsText, renderErrorText } from '../../../src/render/diagnostics/diagnosticsText.ts';
import { displayWidth } from '../../../src/render/text/displayWidth.ts';
import { hiddenIn, hostileNames, runnerCommandsIn } from '../../support/render/hostileNames.ts';

const options = { color: false, width: 80 };

function at(column: number, sourceLine: string): Diagnostic {
  return {
    severity: 'error',
    code: 'unknown-key',
    position: { file: 'configs/partners.yaml', line: 12, column },
    message: 'unknown key "inboundTrusts"',
    sourceLine,
    hint: 'did you mean "inboundTrust"?',
  };
}

/** The character of the source line above the caret. */
function pointedAt(text: string): string {
  const [, source = '', caret = ''] = text.split('\n');
  const columns = displayWidth(caret.slice(0, caret.indexOf('^')));
  let passed = 0;
  for (const character of source) {
    if (passed >= columns) return character;
    passed += displayWidth(character);
  }
  return '';
}

test('a finding has its place, its source line with a caret, and its hint', () => {
  expect(renderDiagnosticsText([at(5, '    inboundTrusts: {}')], options)).toBe(`\
configs/partners.yaml:12:5: error[unknown-key]: unknown key "inboundTrusts"
  12 |     inboundTrusts: {}
     |     ^
    did you mean "inboundTrust"?
`);
});

test('a finding without a place shows its message alone', () => {
  const missing: Diagnostic = { severity: 'warning', code: 'unread-file', message: 'nothing is declared' };
  expect(renderDiagnosticsText([missing], options)).toBe('warning[unread-file]: nothing is declared\n');
});

test('no findings make an empty text', () => {
  expect(renderDiagnosticsText([], options)).toBe('');
});

test.each([
  ['after tabs', 4, '\t\t- X: 1'],
  ['after wide characters', 11, '- name: \u6f22\u5b57X'],
  ['after a pair of surrogates', 5, '- \u{1f600}X'],
  ['after a hidden character', 4, '- \u202eX'],
  ['in a line that is too long, at its start', 3, `- X${'y'.repeat(300)}`],
  ['in a line that is too long, in its middle', 151, `${'y'.repeat(150)}X${'z'.repeat(150)}`],
  ['in a line that is too long, at its end', 301, `${'\u6f22'.repeat(300)}X`],
])('the caret is at the right character %s', (_where, column, sourceLine) => {
  const at12 = at(column, sourceLine);
  const text = renderDiagnosticsText([at12], options);
  const expected = at12.sourceLine?.[column - 1];
  expect(pointedAt(text)).toBe(expected);
  for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(80);
});

test('a tab is shown as space', () => {
  expect(renderDiagnosticsText([at(3, '\t- X: 1')], options)).toContain('\n  12 |   - X: 1\n     |    ^\n');
});

test('a caret behind the end of the line is shown there', () => {
  expect(renderDiagnosticsText([at(6, 'name:')], options)).toContain('\n  12 | name:\n     |      ^\n');
});

test('the error that ended a run comes after its findings, with the request id', () => {
  const error = new XtapError('graph-forbidden', 'no permission\nask an administrator', {
    requestId: 'abc',
    diagnostics: [{ severity: 'warning', code: 'w' as never, message: 'first' }],
  });
  expect(renderErrorText(error, options)).toBe(`\
warning[w]: first
error[graph-forbidden]: no permission
  ask an administrator
  request-id abc
`);
});

test.each(hostileNames)('a message that %s cannot leave its lines', (_purpose, name) => {
  const text = renderDiagnosticsText([{ ...at(1, name), message: name, hint: name, code: name as never }], options);
  expect(hiddenIn(text)).toEqual([]);
  expect(runnerCommandsIn(text)).toEqual([]);
});

test('many warnings of one code are counted after the first few, so that they do not hide an error', () => {
  const { position, hint: _hint, ...empty } = at(5, 'x');
  const warnings = Array.from(
    { length: 90 },
    (_, line): Diagnostic => ({
      ...empty,
      severity: 'warning',
      code: 'same' as never,
      message: `of partner ${line}`,
      ...(position && { position: { ...position, line } }),
    }),
  );
  const text = renderDiagnosticsText([...warnings, at(5, '    inboundTrusts: {}')], options);
  expect(text.match(/warning\[same\]/g)).toHaveLength(9);
  expect(text).toContain('error[unknown-key]');
  expect(text).toContain('and 81 more same');
});

test('a warning that repeats at other lines is one entry that lists the lines', () => {
  const { hint: _hint, ...empty } = at(5, 'x');
  const warnings = [43, 46, 49].map(
    (line): Diagnostic => ({
      ...empty,
      severity: 'warning',
      message: 'dropped',
      position: { file: 'a.yaml', line, column: 3 },
    }),
  );
  const other = { ...empty, message: 'dropped', position: { file: 'b.yaml', line: 7, column: 1 } };
  const text = renderDiagnosticsText([...warnings, { ...other, severity: 'warning' }, other], options);
  expect(text).toContain('a.yaml:43:3: warning[unknown-key]: dropped (also at a.yaml:46, a.yaml:49, b.yaml:7)');
  expect(text.match(/warning\[/g)).toHaveLength(1);
  expect(text).toContain('b.yaml:7:1: error[unknown-key]: dropped\n');
  expect(renderDiagnosticsText(warnings, options)).toContain('dropped (also at lines 46, 49)');
});

test('every error has its line and its hint, also an error that repeats', () => {
  const errors = Array.from({ length: 90 }, (_, index) => at(index + 1, '    inboundTrusts: {}'));
  const text = renderDiagnosticsText(errors, options);
  expect(
    text.match(/unknown key "inboundTrusts"\n +\d+ \| .*\n +\| +\^\n {4}did you mean "inboundTrust"/g),
  ).toHaveLength(90);
});
