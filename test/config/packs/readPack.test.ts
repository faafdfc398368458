import { readPack } from '../../../src/config/packs/readPack.ts';
import type { Pack } from '../../../src/model/pack.ts';

const rule = (more = ''): string => `
  - id: C1
    title: A title
    severity: warning
    subject: default
    when: { reach: { setting: b2bCollaborationInbound, users: some, applications: some } }
    because: A reason.
    remedy: { do: Block it., subject: { b2bCollaborationInbound: blocked } }${more}
`;
const pack = (rules: string, more = ''): string => `name: contoso\nversion: 3\n${more}rules:${rules}`;

function read(text: string, extendable: ReadonlyMap<string, Pack> = new Map()) {
  return readPack({ file: 'contoso.yaml', text }, { extendable });
}

/** `line:column code: message` of each finding. */
function findings(text: string, extendable?: ReadonlyMap<string, Pack>): readonly string[] {
  return read(text, extendable).diagnostics.map(
    ({ position, code, message }) => `${position?.line}:${position?.column} ${code}: ${message}`,
  );
}

function basePack(): Pack {
  const { pack: base } = read(pack(rule()).replace('contoso', 'base'));
  if (!base) throw new Error('the base is invalid');
  return base;
}

test('a pack is its name, its version and its rules', () => {
  const { pack: result, diagnostics } = read(pack(rule()));
  expect(diagnostics).toEqual([]);
  expect(result).toMatchObject({
    name: 'contoso',
    version: 3,
    rules: [
      {
        id: 'C1',
        severity: 'warning',
        subjects: ['default'],
        when: { kind: 'reach', users: 'some', applications: 'some' },
        remedy: { text: 'Block it.', steps: [{ at: 'subject', keys: { b2bCollaborationInbound: 'blocked' } }] },
        position: { file: 'contoso.yaml', line: 4, column: 5 },
      },
    ],
  });
});

test('an id may be a number', () => {
  expect(read(pack(rule().replace('C1', '21790'))).pack?.rules[0]?.id).toBe('21790');
});

describe('a pack that extends another one', () => {
  const extendable = new Map([['base', basePack()]]);

  test('has its rules, and sets their severity by id', () => {
    const text = pack('\n  - { id: C1, severity: off }\n', 'extends: base\n');
    const { pack: result, extended } = read(text, extendable);
    expect(extended).toBe('base');
    expect(result?.rules.map(({ id, severity }) => [id, severity])).toEqual([['C1', 'off']]);
  });

  test('cannot replace a rule, and cannot set the severity of a rule that does not exist', () => {
    expect(findings(pack(rule(), 'extends: base\n'), extendable)).toEqual([
      '5:5 duplicate-rule: rule `C1` is a rule of the extended pack, so this pack can only set its severity',
    ]);
    expect(findings(pack('\n  - { id: C9, severity: note }\n', 'extends: base\n'), extendable)).toEqual([
      '5:5 bad-rule: rule `C9` has only a severity, and no extended pack has this rule',
    ]);
  });

  test('names a pack that exists', () => {
    expect(findings(pack(rule(), 'extends: bass\n'), extendable)).toEqual([
      '3:10 unknown-pack: `bass` is not a pack of xtap, so this pack cannot extend it',
    ]);
  });
});

describe('an error names its line and column', () => {
  test.each([
    ['an unknown key', rule('\n    sevrity: note'), '11:5 unknown-key: `sevrity` is not a key of a rule'],
    [
      'a rule twice',
      rule() + rule(),
      '12:5 duplicate-rule: rule `C1` is in this pack twice, first at contoso.yaml:4:5',
    ],
    [
      'an unknown setting',
      rule().replace('setting: b2bCollaborationInbound', 'setting: inboundTrust'),
      /^8:31 unknown-value: `setting` takes .*, not "inboundTrust"$/,
    ],
    [
      'two kinds in one predicate',
      rule().replace('when: { ', 'when: { fact: partner, '),
      '8:11 bad-rule: a predicate has one key, which says its kind; this one has 2',
    ],
    [
      'a member of another setting',
      rule().replace(/reach: \{.*?\}/, 'flag: { setting: inboundTrust, member: inboundAllowed, is: on }'),
      '4:5 bad-rule: `inboundTrust` has no member `inboundAllowed`',
    ],
    [
      'a label of the default',
      rule().replace(/reach: \{.*?\}/, 'label: { name: owner, is: missing }'),
      '4:5 bad-rule: only a partner has `owner`',
    ],
    [
      'a side without a pair',
      rule().replace(/when: (.*)/, 'when: { home: $1 }'),
      '4:5 bad-rule: `home` is a side of a pair',
    ],
    [
      'a predicate without a side in a pair',
      rule().replace('subject: default', 'subject: pair'),
      '4:5 bad-rule: `reach` in a rule about pairs needs a side',
    ],
    [
      '`each` without a list',
      rule().replace('setting: b2bCollaborationInbound', 'setting: each'),
      '4:5 bad-rule: `each` means a setting of the list `each` of the rule, and the rule has none',
    ],
    [
      'a remedy that is not a value of the setting',
      rule().replace('b2bCollaborationInbound: blocked', 'b2bCollaborationInbound: closed'),
      /^10:66 unknown-value: `b2bCollaborationInbound` takes .*, not "closed"$/,
    ],
  ])('%s', (_title, rules, expected) => {
    const found = findings(pack(rules));
    expect(found).toHaveLength(1);
    expect(found[0]).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });

  test('text that is not YAML, and a file without a pack', () => {
    expect(findings('name: [')).not.toEqual([]);
    expect(findings('# nothing\n')).toEqual(['1:1 bad-rule: the file has no pack']);
  });
});
