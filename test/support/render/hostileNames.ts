/** Hostile names of tenants, with the reason for each. */
export const hostileNames: readonly (readonly [purpose: string, name: string])[] = [
  ['colours the terminal', '\u001b[31mred\u001b[0m'],
  ['clears the screen with a C1 control', '\u009b2J'],
  ['sets the title of the window', '\u001b]0;owned\u0007'],
  ['starts a new line', 'a\nPlan: 0 to add\r\nb'],
  ['overwrites the line', 'evil\rgood'],
  ['uses a line separator', 'a\u2028b\u2029c\u0085d'],
  ['reverses the line', 'abc\u202egnp.exe\u202c'],
  ['isolates text', '\u2066a\u2069\u200f'],
  ['hides in zero width', 'Fabri\u200bkam\ufeff\u2060'],
  ['hides in tags', 'Fabrikam\u{e0041}\u{e0042}'],
  ['fills with nothing', '\u3164\u115f\u2800'],
  ['is half a character', 'a\ud800b'],
  ['closes a table cell', 'a | b | c'],
  ['ends a code span', 'a ``` b ` c'],
  ['escapes an escape', 'a\\|b\\`c\\'],
  ['links', '[click](https://evil.example)'],
  ['shows a picture', '![x](https://evil.example/x.png)'],
  ['autolinks', 'https://evil.example www.evil.example'],
  ['mentions', '@octocat and @github/security'],
  ['closes issues', 'fixes #123 GH-26 octo/cat#7'],
  ['links a commit', '0123456789abcdef0123456789abcdef01234567'],
  ['is HTML', '<script>alert(1)</script><img src=x onerror="alert(1)">'],
  ['ends the details', '</summary></details>'],
  ['is an entity', '&lt;b&gt;&#64;octocat'],
  ['breaks out of an attribute', '" onmouseover="alert(1)\' x=\''],
  ['is a heading', '# Heading'],
  ['is a list', '- item * item'],
  ['is emphasis', '**bold** _it_ ~~gone~~ __x__'],
  ['is an emoji', ':rocket: x'],
  ['is an alert', '> [!NOTE]'],
  ['is mathematics', '$`x`$ $$y$$'],
  ['is a footnote', '[^1]'],
  ['is a comment', '<!-- x --> -->'],
  ['speaks to the runner', '::error file=a.ts::owned'],
  ['speaks to the runner in its old way', '##[error]owned ##vso[task.setvariable]x ##VSO[task.setvariable]x'],
  ['ends a workflow command', 'a%0A::warning::b,line=1:c'],
  ['is nothing', ''],
  ['is a space', ' '],
  ['is a no-break space', 'a\u00a0b\u3000c'],
];

/** Ordinary names, which should be easy to read in every format. */
export const honestNames: readonly string[] = [
  'Fabrikam',
  'Contoso & S\u00f6hne GmbH (Wien)',
  "O'Reilly, Inc.",
  '\u682a\u5f0f\u4f1a\u793e\u30c6\u30b9\u30c8',
  '\u03a9 \u0391\u0395',
];

/** Characters that are invisible or reorder text, except line feeds. Written independently of the code, and wider. */
const hidden = /(?!\n)\p{C}|(?! )\p{Z}|\u115f|\u2800|\u3164/gu;

export function hiddenIn(text: string): readonly string[] {
  return text.match(hidden) ?? [];
}

/** Lines that GitHub's runner or Azure's agent would take for a command. */
export function runnerCommandsIn(text: string): readonly string[] {
  return text.split('\n').filter((line) => /^\s*::|##\[|##vso\[/i.test(line));
}
