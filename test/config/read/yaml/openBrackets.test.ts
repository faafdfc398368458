import { readConfiguration } from '../../../../src/config/read/readConfiguration.ts';
import { versionAndTenant } from '../../../support/tenants.ts';

function problemsOf(text: string): readonly string[] {
  const { diagnostics } = readConfiguration([{ file: 'a.yaml', text }], { sourceName: 'a.yaml', today: '2026-11-22' });
  return diagnostics.map(({ position, message }) => `${position?.line}:${position?.column} ${message}`);
}

const id = (index: number): string => `a0000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
/** Six lines each; the first begins in line 4. */
const block = (index: number): string =>
  `  - tenantId: ${id(index)}\n    name: "P ${index}"\n    inboundTrust: { isMfaAccepted: true }\n    b2bCollaborationInbound:\n      usersAndGroups: allowed\n      applications: { allowed: [Office365] }\n`;

/** 300 partners with an error in the middle one, whose lines are 904 to 909. */
function spoilt(right: string, wrong: string): string {
  const entries = Array.from({ length: 300 }, (_, index) => block(index));
  entries[150] = (entries[150] ?? '').replace(right, wrong);
  return `${versionAndTenant}partners:\n${entries.join('')}`;
}

test.each([
  ['{ isMfaAccepted: true }', '{ isMfaAccepted: true', ['906:19 the { that begins here has no closing }']],
  ['[Office365] }', '[Office365]', ['909:21 the { that begins here has no closing }']],
  ['[Office365] }', '[Office365 }', ['909:32 the [ that begins here is closed by a }']],
  ['[Office365] }', '[Office365', ['909:32 the [ that begins here has no closing ]']],
  ['{ isMfaAccepted: true }', '{ isMfaAccepted: true ]', ['906:19 the { that begins here is closed by a ]']],
  ['- tenantId', '- { tenantId', ['904:5 the { that begins here has no closing }']],
  ['"P 150"', '["P 150"\n', ['905:11 the [ that begins here has no closing ]']],
])('in a file of 300 partners, %s written as %s is reported where the bracket begins', (right, wrong, problems) => {
  expect(problemsOf(spoilt(right, wrong))).toEqual(problems);
});

test('open brackets in several places are reported together', () => {
  const text = spoilt('{ isMfaAccepted: true }', '{').replace('"P 10"', '[').replace('"P 290"', '{ a: [');
  expect(problemsOf(text).map((problem) => problem.split(' ')[0])).toEqual(['65:11', '906:19', '1745:16']);
});

test.each([
  ['{ isMfaAccepted: true } }', '{ isMfaAccepted: true }', '5:3 the { that begins here has no closing }'],
  ['[a, b], ', '[a, b, ', '5:15 the [ that begins here is closed by a }'],
])('in a list in brackets, the inner open bracket is reported: %s written as %s', (right, wrong, problem) => {
  const entry = '  { profiles: [a, b], name: one, inboundTrust: { isMfaAccepted: true } },\n';
  const list = [entry, entry.replace(right, wrong), entry, entry].join('');
  const [first] = problemsOf(`version: 1\nx: 1\npartners: [\n${list}]\n`);
  expect(first).toContain(problem);
});

test('errors before an open bracket and an open quote in it are reported; errors after it are not', () => {
  const text = `${versionAndTenant}protected: ["\\q"]\npartners:\n  - { name: "Fab, profiles: [a] }\n  - - a: b: c\n`;
  expect(problemsOf(text)).toEqual([
    '3:14 Invalid escape sequence \\q',
    '5:5 the { that begins here has no closing }',
    '5:13 the text in quotes that begins here has no closing "',
  ]);
});

test.each([
  ['{ isMfaAccepted: true }', '{ isMfaAccepted: true }}', '906:42 this } closes nothing'],
  ['"P 150"', '"P 150"\n    }', '906:5 this } closes nothing'],
  ['"P 150"', ']', '905:11 this ] closes nothing'],
  ['[Office365]', '[Office365}]', '909:32 the [ that begins here is closed by a }'],
])('an unmatched closing bracket is one finding, whatever follows it: %s written as %s', (right, wrong, problem) => {
  expect(problemsOf(spoilt(right, wrong))).toEqual([problem]);
  const whole = `---\n${spoilt(right, wrong).replace(versionAndTenant, '')}`;
  expect(problemsOf(whole).map((each) => each.replace(/^\d+/, ''))).toEqual([problem.replace(/^\d+/, '')]);
});

test('the errors of the next document are reported again', () => {
  const text = `${versionAndTenant}}\nprotected: []\n---\nprotected: ["\\q"]\n}\nowner: x\n---\nprotected: [}\n}\n`;
  expect(problemsOf(text)).toEqual([
    '3:1 this } closes nothing',
    '6:14 Invalid escape sequence \\q',
    '7:1 this } closes nothing',
    '10:12 the [ that begins here is closed by a }',
  ]);
});
