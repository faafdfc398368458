import {
  htmlText,
  jsonWithoutSurprises,
  markdownCode,
  markdownText,
  terminalText,
  visibleText,
  workflowData,
  workflowProperty,
} from '../../../src/render/text/escape.ts';
import { hiddenIn, honestNames, hostileNames, runnerCommandsIn } from '../../support/render/hostileNames.ts';

const workflowLine = (line: string): string => workflowData([line]);

describe.each(hostileNames)('a name that %s', (_purpose, name) => {
  test.each([
    ['terminal', terminalText],
    ['Markdown text', markdownText],
    ['Markdown code', markdownCode],
    ['HTML', htmlText],
    ['a workflow message', workflowLine],
    ['a workflow property', workflowProperty],
  ])('shows every hidden character in %s, on one line', (_format, escaped) => {
    expect(hiddenIn(escaped(name))).toEqual([]);
    expect(escaped(name)).not.toContain('\n');
  });

  test('gives the CI runner no command', () => {
    expect(runnerCommandsIn(terminalText(name))).toEqual([]);
    expect(runnerCommandsIn(terminalText(`a ${name}`).replaceAll(' ', '\n'))).toEqual([]);
    // Documents are also printed to logs, where an agent looks for its commands anywhere in a line.
    for (const escaped of [markdownText, markdownCode, htmlText, workflowLine, workflowProperty]) {
      expect(runnerCommandsIn(`a ${escaped(name)}`)).toEqual([]);
    }
  });

  test('is the same text in JSON, without a command for a terminal or a runner', () => {
    const json = jsonWithoutSurprises(JSON.stringify({ name, [name]: [name] }, null, 2));
    expect(JSON.parse(json)).toEqual({ name, [name]: [name] });
    expect(json).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(runnerCommandsIn(json)).toEqual([]);
  });

  test('is inert in HTML', () => {
    expect(htmlText(name)).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|#39|#35);)/);
  });

  test('is inert in Markdown', () => {
    for (const escaped of [markdownText(name), markdownCode(name)]) {
      expect(inertMarkdown(escaped)).toBe(true);
    }
  });

  test('stays inside its property and its message', () => {
    expect(workflowProperty(name)).not.toMatch(/[:,\r\n]|%(?!25|3A|2C)/);
    expect(workflowLine(name)).not.toMatch(/[\r\n]|%(?!25)/);
  });
});

/** An ordinary name; a code span without a backtick or pipe; or `<code>` with entities for punctuation. */
function inertMarkdown(text: string): boolean {
  if (/^`[^`|\n]+`$/.test(text) || /^<code>(?:[\p{L}\p{M}\p{N} -]|[^\0-\x7f]|&#\d+;)+<\/code>$/u.test(text))
    return true;
  return (
    /^[\p{L}\p{M}\p{N} ,.'’()-]|&amp;+$/u.test(text) && !/[@#<>[\]`*_~|:\\/$]|www\.|GH-|^[\s-]|[0-9a-f]{7}/i.test(text)
  );
}

test.each(honestNames)('the ordinary name %s stays as it is', (name) => {
  expect(visibleText(name)).toBe(name);
  expect(terminalText(name)).toBe(name);
  expect(markdownText(name)).toBe(name.replace('&', '&amp;'));
});

test('hidden characters are shown by their code point', () => {
  expect(terminalText('\u001b[31m\u202e\u{e0041}\u00a0')).toBe('\\u001b[31m\\u202e\\u{e0041}\\u00a0');
});

test('a line of a message that looks like a command to the runner is broken up wherever it starts', () => {
  expect(terminalText('::error::x ::y a::b')).toBe('\\u003a:error::x \\u003a:y a::b');
  expect(terminalText('connect ECONNREFUSED ::1:443')).toBe('connect ECONNREFUSED ::1:443');
  expect(terminalText('##[group]')).toBe('\\u0023#[group]');
});

test('paths and ids stay readable as Markdown code', () => {
  expect(markdownCode('inboundTrust.isMfaAccepted')).toBe('`inboundTrust.isMfaAccepted`');
  expect(markdownCode('configs/a b.yaml:24')).toBe('`configs/a b.yaml:24`');
  expect(markdownCode('a|b')).toBe('<code>a&#124;b</code>');
  expect(markdownCode('\\')).toBe('<code>&#92;</code>');
});

test('a message of several lines stays one command', () => {
  expect(workflowData(['100 %', 'next\u001b'])).toBe('100 %25%0Anext\\u001b');
  expect(workflowProperty('C:\\a,b.yaml')).toBe('C%3A\\a%2Cb.yaml');
});
