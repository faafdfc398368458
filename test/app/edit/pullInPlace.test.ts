import { convergeFiles } from '../../../src/app/edit/convergeFiles.ts';
import { readConfiguration } from '../../../src/config/read/readConfiguration.ts';
import type { SourceFile } from '../../../src/config/read/sourceFile.ts';
import { decodeLive } from '../../../src/graph/decodeLive.ts';
import { fieldTable } from '../../../src/model/fieldTable.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { LiveState } from '../../../src/model/liveState.ts';
import type { TenantId } from '../../../src/model/tenantId.ts';
import { closed, half, open } from '../../support/builders.ts';
import { tenantIds } from '../../support/liveShapes.ts';
import { home } from '../../support/tenants.ts';

const [a = '', b = '', c = ''] = tenantIds;
const [g1, g2, g3] = [1, 2, 3].map((digit) => `20000000-0000-4000-8000-00000000000${digit}`);
const head = `version: 1\ntenant: ${home}\n`;
const trust = (isMfaAccepted: boolean) => ({ isMfaAccepted });

function live(partners: readonly object[], defaults: JsonObject = {}): LiveState {
  const raw = { tenantId: home, cloud: 'global', apiVersion: 'v1.0', policy: {}, default: defaults, partners } as const;
  const decoded = decodeLive(raw, 'graph');
  if ('value' in decoded) return decoded.value;
  throw new Error(decoded.complaint);
}

interface Options {
  readonly split?: boolean;
  readonly names?: Readonly<Record<string, string>>;
}

function pullInto(
  files: Readonly<Record<string, string>>,
  state: LiveState,
  { split = false, names = {} }: Options = {},
) {
  const sources = Object.entries(files).map(([file, text]): SourceFile => ({ file, text }));
  const after = convergeFiles(sources, {
    live: state,
    table: fieldTable,
    names: new Map(Object.entries(names) as [TenantId, string][]),
    destination: { dir: 'configs', split },
    read: (read) => readConfiguration(read, { sourceName: 'configs', today: '2026-11-22' }).desired,
  });
  return Object.fromEntries(after.map(({ file, text }) => [file, text]));
}

/** One file, before and after. */
function pulled(text: string, state: LiveState, options?: Options): string | undefined {
  return pullInto({ 'a.yaml': head + text }, state, options)['a.yaml']?.slice(head.length);
}

describe('a second pull', () => {
  it('changes one flag and leaves every other byte', () => {
    const text = (flag: string) => `
partners:   # ours
  # about a
  - tenantId:   ${a.toUpperCase()}   # spelled loudly
    inboundTrust: {isMfaAccepted: ${flag},   isCompliantDeviceAccepted: false}  # agreed by phone


  - { tenantId: "${b}", b2bCollaborationInbound: allowed }
# the end
`;
    const state = live([
      { tenantId: a, inboundTrust: { isMfaAccepted: true, isCompliantDeviceAccepted: false } },
      { tenantId: b, b2bCollaborationInbound: open },
    ]);
    expect(pulled(text('true'), state)).toBe(text('true'));
    expect(pulled(text('false'), state)).toBe(text('true'));
  });

  it('gives a partner its own setting instead of changing a profile, an anchor or a merged mapping', () => {
    const text = `
profiles:
  supplier: { b2bCollaborationInbound: allowed }
  shared: &shared
    inboundTrust: &trust { isMfaAccepted: true }
partners:
  - tenantId: ${a}
    profiles: [supplier] # as agreed
  - tenantId: ${b}
    inboundTrust: *trust # as the others
  - <<: *shared
    tenantId: ${c}
`;
    const state = live([
      { tenantId: a, b2bCollaborationInbound: closed },
      { tenantId: b, inboundTrust: trust(false) },
      { tenantId: c, inboundTrust: trust(false) },
    ]);
    expect(pulled(text, state)).toBe(`
profiles:
  supplier: { b2bCollaborationInbound: allowed }
  shared: &shared
    inboundTrust: &trust { isMfaAccepted: true }
partners:
  - tenantId: ${a}
    profiles: [supplier] # as agreed
    b2bCollaborationInbound: blocked
  - tenantId: ${b}
    inboundTrust: { isMfaAccepted: false } # as the others
  - <<: *shared
    tenantId: ${c}
    inboundTrust: { isMfaAccepted: false }
`);
  });

  it('adds and removes single targets, so that the labels and comments of the others stay', () => {
    const text = `
partners:
  - tenantId: ${a}
    b2bCollaborationInbound:
      usersAndGroups:
        allowed:
          - { group: ${g1}, name: Designers } # since spring
          - { group: ${g2}, name: Buyers }
      applications: allowed
    b2bCollaborationOutbound:
      usersAndGroups: { allowed: [{ group: ${g1}, name: Ours }] }
`;
    const outbound = { usersAndGroups: half(`blocked ${g1} ${g3}`), applications: half('allowed Office365') };
    const state = live([
      {
        tenantId: a,
        b2bCollaborationInbound: { ...open, usersAndGroups: half(`allowed ${g1} ${g3}`) },
        b2bCollaborationOutbound: outbound,
      },
    ]);
    expect(pulled(text, state)).toBe(`
partners:
  - tenantId: ${a}
    b2bCollaborationInbound:
      usersAndGroups:
        allowed:
          - { group: ${g1}, name: Designers } # since spring
          - { group: ${g3} }
      applications: allowed
    b2bCollaborationOutbound:
      usersAndGroups: { blocked: [{ group: ${g1}, name: Ours }, { group: ${g3} }] }
      applications: { allowed: [Office365] }
`);
  });

  it('writes inherit for a declared setting that is inherited now, and absent if synchronization is gone', () => {
    const text = `
partners:
  - tenantId: ${a}
    b2bCollaborationInbound: # by contract
      usersAndGroups: allowed
      applications: { allowed: [Office365] }
    identitySynchronization: { userSyncInbound: { isSyncAllowed: true } }
`;
    expect(pulled(text, live([{ tenantId: a }]))).toBe(`
partners:
  - tenantId: ${a}
    b2bCollaborationInbound: inherit # by contract
    identitySynchronization: absent
`);
  });

  it('removes the entries of partners that are gone, keeps tombstones, and adds new partners at the end', () => {
    const text = `
partners:
  - tenantId: ${a}
    inboundTrust: { isMfaAccepted: true }

  # the contract ran out
  - tenantId: ${b}
    inboundTrust: { isMfaAccepted: true }
    # renew it?

  # buried
  - tenantId: ${c}
    state: absent
# the end
`;
    const [, , , fresh = ''] = tenantIds;
    const state = live([
      { tenantId: a, inboundTrust: trust(true) },
      { tenantId: fresh, b2bCollaborationInbound: closed, isServiceProvider: true },
    ]);
    expect(pulled(text, state, { names: { [fresh]: 'yes: #1' } })).toBe(`
partners:
  - tenantId: ${a}
    inboundTrust: { isMfaAccepted: true }

  # buried
  - tenantId: ${c}
    state: absent

  - tenantId: ${fresh} # yes: #1
    # This partner is a service provider: others write it, too.
    b2bCollaborationInbound: blocked

names:
  ${fresh}: "yes: #1"
# the end
`);
  });

  it('removes entries and targets whose dash is followed by a comment, an anchor or the end of its line', () => {
    const entry = (tenantId: string) => `tenantId: ${tenantId}\n    inboundTrust: { isMfaAccepted: true }\n`;
    const first = `  - # the first - so far\n    ${entry(a)}`;
    const second = `  -\n    # on - and off\n    ${entry(b)}`;
    const third = `  - &the-third\n    ${entry(c)}`;
    const text = (...entries: readonly string[]) => `\npartners:\n${entries.join('')}# the end\n`;
    const state = (...ids: readonly string[]) => live(ids.map((tenantId) => ({ tenantId, inboundTrust: trust(true) })));
    const whole = text(first, second, third);
    expect(pulled(whole, state(b, c))).toBe(text(second, third));
    expect(pulled(whole, state(a, c))).toBe(text(first, third));
    expect(pulled(whole, state(a, b))).toBe(text(first, second));
    expect(pulled(whole, state(b))).toBe(text(second));
  });

  it('adds and removes lines of a list in brackets that has one for each item', () => {
    const line = (group = '', behind = '') => `          { group: ${group}, name: x },${behind}\n`;
    const text = (...lines: readonly string[]) =>
      `\npartners:\n  - tenantId: ${a}\n    b2bCollaborationInbound:\n      applications: allowed\n      usersAndGroups: { allowed: [\n${lines.join('')}        ] }\n`;
    const state = (...groups: readonly (string | undefined)[]) => {
      const targets = groups.map((target) => ({ target, targetType: 'group' }));
      const usersAndGroups = { accessType: 'allowed', targets };
      return live([{ tenantId: a, b2bCollaborationInbound: { ...open, usersAndGroups } }]);
    };
    const [one, two] = [line(g1, ' # one'), line(g2, ' # two')];
    expect(pulled(text(one, '          # of two\n', two), state(g1))).toBe(text(one));
    expect(pulled(text(one, two), state(g2))).toBe(text(two));
    const three = `          { group: ${g3} },\n`;
    expect(pulled(text(one, two), state(g1, g2, g3))).toBe(text(one, two, three));
    expect(pulled(text(one, two.replace('}, # two', '} # two')), state(g1, g2, g3))).toBe(text(one, two, three));
  });

  it('moves the anchors of a removed entry to their first alias, and leaves the others as they are', () => {
    const others = (trustOfB: string, settingOfB: string) => `  # about b
  - tenantId: ${b} # b
    profiles: [supplier]
    inboundTrust: ${trustOfB} # as a
    b2bCollaborationInbound: ${settingOfB}
  # about c
  - tenantId: ${c}
    # inside of c
    profiles: [supplier]
    inboundTrust: *trust
    b2bCollaborationInbound: *setting
`;
    const text = (entries: string) => `
profiles:
  supplier: { b2bDirectConnectInbound: blocked }
partners:
${entries}`;
    const holder = `  - tenantId: ${a}
    inboundTrust: &trust { isMfaAccepted: true } # the anchor
    b2bCollaborationInbound: &setting
      usersAndGroups: { allowed: &people [{ group: ${g1}, name: "x, y" }] } # these
      applications:
        allowed:
          - Office365 # and no other
`;
    const office = { accessType: 'allowed', targets: [{ target: 'Office365', targetType: 'application' }] };
    const groups = { accessType: 'allowed', targets: [{ target: g1, targetType: 'group' }] };
    const state = live(
      [b, c].map((tenantId) => ({
        tenantId,
        inboundTrust: trust(true),
        b2bCollaborationInbound: { usersAndGroups: groups, applications: office },
        b2bDirectConnectInbound: closed,
      })),
    );
    expect(pulled(text(holder + others('*trust', '*setting')), state)).toBe(
      text(
        others(
          '&trust { isMfaAccepted: true }',
          `&setting { usersAndGroups: { allowed: [{ group: ${g1}, name: "x, y" }] }, applications: { allowed: [Office365] } }`,
        ),
      ),
    );
  });

  it('moves the merged members of a removed entry, without its tenant', () => {
    const text = (first: string, base: string) => `
partners:
${first}  - <<: ${base} # like a
    tenantId: ${b}
  - <<: *base
    tenantId: ${c}
    # inside of c
    b2bDirectConnectInbound: blocked
`;
    const holder = `  - &base\n    tenantId: ${a}\n    inboundTrust: &trust { isMfaAccepted: true }\n    b2bCollaborationInbound: allowed\n`;
    const partner = { inboundTrust: trust(true), b2bCollaborationInbound: open };
    const state = live([
      { tenantId: b, ...partner },
      { tenantId: c, ...partner, b2bDirectConnectInbound: closed },
    ]);
    expect(pulled(text(holder, '*base'), state)).toBe(
      text('', '&base { inboundTrust: { isMfaAccepted: true }, b2bCollaborationInbound: allowed }'),
    );
  });

  it('writes a long value on several lines, also if the old value was on one', () => {
    const text = (inbound: string, outbound: string, users: string) => `
partners:
  - tenantId: ${a}
    b2bCollaborationInbound: ${inbound}
    b2bCollaborationOutbound:${outbound}
    b2bDirectConnectInbound:
      usersAndGroups: ${users}
      applications: allowed
    # the end of a
`;
    const groups = [g1, g2, g3].map((target) => ({ target, targetType: 'group' }));
    const state = live([
      {
        tenantId: a,
        b2bCollaborationInbound: { ...open, usersAndGroups: { accessType: 'allowed', targets: groups } },
        b2bCollaborationOutbound: { ...open, usersAndGroups: { accessType: 'blocked', targets: groups } },
        b2bDirectConnectInbound: { ...open, usersAndGroups: { accessType: 'allowed', targets: groups } },
      },
    ]);
    const items = (indent: string) => [g1, g2, g3].map((id) => `\n${indent}- { group: ${id} }`).join('');
    const both = (word: string) =>
      `\n      usersAndGroups:\n        ${word}:${items('          ')}\n      applications: allowed`;
    expect(
      pulled(
        text('inherit # by contract', '\n      usersAndGroups: allowed # all\n      applications: allowed', 'allowed'),
        state,
      ),
    ).toBe(
      text(
        `# by contract${both('allowed')}`,
        both('blocked').replace('usersAndGroups:', 'usersAndGroups: # all'),
        `allowed:${items('          ')}`.replace('allowed:', '\n        allowed:'),
      ).replace(/: \n/g, ':\n'),
    );
  });

  it('keeps a comment that belongs to the entry above a removed one', () => {
    const entry = (tenantId: string) => `  - tenantId: ${tenantId}\n    inboundTrust: { isMfaAccepted: true }\n`;
    const inside = '    # the end of a\n';
    const state = live([{ tenantId: a, inboundTrust: trust(true) }]);
    expect(pulled(`\npartners:\n${entry(a)}${inside}  # about b\n${entry(b)}`, state)).toBe(
      `\npartners:\n${entry(a)}${inside}`,
    );
  });

  it('keeps the comment after an empty list', () => {
    const text = (list: string) => `\npartners:${list}\nundeclaredPartners: report\n`;
    const state = live([{ tenantId: a, b2bCollaborationInbound: open }]);
    const entry = `\n  - tenantId: ${a}\n    b2bCollaborationInbound: allowed`;
    expect(pulled(text(' [] # nobody yet'), state)).toBe(text(` # nobody yet${entry}`));
    expect(pulled(text(' []'), state)).toBe(text(entry));
  });

  it('starts a list of partners on several lines, however short it is', () => {
    expect(pulled('', live([{ tenantId: a, b2bCollaborationInbound: closed }]))).toBe(
      `\npartners:\n  - tenantId: ${a}\n    b2bCollaborationInbound: blocked\n`,
    );
  });

  it('turns a tombstone into a partner if the partner is live', () => {
    const text = `\npartners:\n  - tenantId: ${a}\n    state: absent # buried too early\n`;
    expect(pulled(text, live([{ tenantId: a, b2bCollaborationInbound: open }]))).toBe(
      `\npartners:\n  - tenantId: ${a}\n    state: present # buried too early\n    b2bCollaborationInbound: allowed\n`,
    );
  });

  it('adds undeclared settings that drift would report, and leaves the others alone', () => {
    const text = (more: string) => `\npartners:\n  - tenantId: ${a}\n    b2bCollaborationInbound: allowed\n${more}`;
    const state = live([{ tenantId: a, b2bCollaborationInbound: open, inboundTrust: trust(true) }]);
    const ignored = text('    undeclaredSettings: ignore\n');
    expect(pulled(ignored, state)).toBe(ignored);
    expect(pulled(text(''), state)).toBe(`${text('')}    inboundTrust: { isMfaAccepted: true }\n`);
    const reported = text('    undeclaredSettings: report\n');
    expect(pulled(reported, state)).toBe(`${reported}    inboundTrust: { isMfaAccepted: true }\n`);
  });

  it('removes a value that cannot be expressed, with a comment, even if a profile declares it', () => {
    const text = `
profiles:
  supplier: { b2bCollaborationInbound: allowed, b2bDirectConnectInbound: blocked }
partners:
  - tenantId: ${a}
    name: A
    profiles: [supplier]
    inboundTrust: { isMfaAccepted: true }
`;
    const state = live([
      { tenantId: a, b2bCollaborationInbound: { usersAndGroups: { accessType: 'allowed', targets: [] } } },
    ]);
    expect(pulled(text, state)).toBe(`
profiles:
  supplier: { b2bCollaborationInbound: allowed, b2bDirectConnectInbound: blocked }
partners:
  - tenantId: ${a}
    name: A
    state: present
    unmanaged: [b2bCollaborationInbound]
    # b2bCollaborationInbound.usersAndGroups is left out (\`targets\` is empty). Live: {"accessType":"allowed","targets":[]}
`);
  });

  it('writes `unset` for a half that is not set in the tenant, and removes it again', () => {
    const lone = {
      applications: { accessType: 'allowed', targets: [{ target: 'Office365', targetType: 'application' }] },
    };
    const text = (users: string) =>
      `\npartners:\n  - tenantId: ${a}\n    b2bDirectConnectInbound:\n      usersAndGroups: ${users} # Wei asked\n      applications: { allowed: [Office365] }\n`;
    const state = live([{ tenantId: a, b2bDirectConnectInbound: lone }]);
    expect(pulled(text('allowed'), state)).toBe(text('unset'));
    expect(pulled(text('unset'), state)).toBe(text('unset'));
    const both = { ...lone, usersAndGroups: open.usersAndGroups };
    expect(pulled(text('unset'), live([{ tenantId: a, b2bDirectConnectInbound: both }]))).toBe(text('allowed'));
    const added = `\npartners:\n  - tenantId: ${a}\n    inboundTrust: inherit\n`;
    expect(pulled(added, state)).toBe(
      `${added}    b2bDirectConnectInbound:\n      usersAndGroups: unset\n      applications: { allowed: [Office365] }\n`,
    );
  });

  it('reports an omitted member on one line, whatever its name', () => {
    const name = 'a\n  - tenantId: 1\u001b[2Jb';
    const state = live([{ tenantId: a, inboundTrust: { isMfaAccepted: true, [name]: true } }]);
    expect(pulled(`partners: []\n`, state)).toContain(
      '# inboundTrust.a\\u000a  - tenantId: 1\\u001b[2Jb is left out (this version of xtap does not know it). Live: true\n',
    );
  });

  it('edits default, policy, files with Windows line endings, and several documents in one file', () => {
    const text = (accepted: string, inbound: string, clouds: string) =>
      `---\n# trust nobody\ndefault:\n  inboundTrust: { isMfaAccepted: ${accepted} } # by default\n  b2bCollaborationInbound: ${inbound}\n---\npolicy: { allowedCloudEndpoints: ${clouds} }\n`.replaceAll(
        '\n',
        '\r\n',
      );
    const defaults = { inboundTrust: trust(true), b2bCollaborationInbound: closed };
    expect(pulled(text('false', 'allowed', '[microsoftonline.us]'), live([], defaults))).toBe(
      text('true', 'blocked', '[]'),
    );
  });

  it('writes new partners to their own files if the others have theirs, and removes the files of removed partners', () => {
    const file = (tenantId: string) => `partners:\n  - tenantId: ${tenantId}\n    b2bCollaborationInbound: allowed\n`;
    const files = { 'configs/x.yaml': head, 'configs/p/a.yaml': file(a), 'configs/p/b.yaml': file(b) };
    const names = { [c]: 'ACME' };
    const state = live([a, c].map((tenantId) => ({ tenantId, b2bCollaborationInbound: open })));
    expect(pullInto(files, state, { names })).toEqual({
      'configs/x.yaml': `${head}\nnames:\n  ${c}: ACME\n`,
      'configs/p/a.yaml': file(a),
      'configs/p/acme.yaml': `# yaml-language-server: $schema=../xtap.schema.json\n${file(c).replace(c, `${c} # ACME`)}`,
    });
  });
});
