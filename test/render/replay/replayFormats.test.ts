import { fieldTable } from '../../../src/model/fieldTable.ts';
import type { SignInRow, SignInsFile } from '../../../src/model/signIns.ts';
import { renderReplayGithub } from '../../../src/render/replay/replayGithub.ts';
import { renderReplayHtml } from '../../../src/render/replay/replayHtml.ts';
import { renderReplayMarkdown } from '../../../src/render/replay/replayMarkdown.ts';
import { renderReplayText } from '../../../src/render/replay/replayText.ts';
import type { ReplayView } from '../../../src/render/replay/replayWording.ts';
import { replayPlan } from '../../../src/replay/replayPlan.ts';
import { a2, closed, livePartner, liveState, open, systemDefault, trust } from '../../support/builders.ts';
import { signInRow, signInsFile } from '../../support/signIns.ts';
import { fabrikam, litware, proseware } from '../../support/tenants.ts';

const before = liveState([livePartner(fabrikam, { inboundTrust: trust(true, true) })]);
const after = liveState([livePartner(fabrikam, { inboundTrust: trust(false, false) })], {
  default: { ...systemDefault, b2bCollaborationOutbound: closed },
});

function view(rows: readonly Partial<SignInRow>[], more: Partial<SignInsFile> = {}, narrows = true): ReplayView {
  const signIns = signInsFile(rows.map(signInRow), more);
  const plan = { digest: `sha256:${'0'.repeat(64)}`, changes: [] };
  const result = replayPlan({ signIns, plan, live: before, after: narrows ? after : before, table: fieldTable });
  return { ...result, names: new Map([[fabrikam, 'Fabrikam']]) };
}

const people = (from: number, count: number): readonly number[] => Array.from({ length: count }, (_, n) => from + n);
const text = (each: ReplayView): string => renderReplayText(each, { color: false, width: 100 });
const markdown = (each: ReplayView): string => renderReplayMarkdown(each, 60_000);

describe('the headline', () => {
  test('counts people, tenants, undecided people, days and what was read', () => {
    const rows = [{ people: people(1, 7) }, { people: people(20, 7), tenantId: proseware }];
    expect(text(view(rows))).toContain('▼ would block 14 people in 2 tenants · 0 undecided · 30 days, 100 % read\n');
  });

  test('says "at least" with a gap, and rounds what was read down', () => {
    const { from, to } = signInsFile([]);
    const coverage = [
      { kind: 'interactiveUser', from, to, events: 7, state: 'read' },
      { kind: 'nonInteractiveUser', from, to: '2026-11-29T12:00:00Z', events: 0, state: 'read' },
      { kind: 'nonInteractiveUser', from: '2026-11-29T12:00:00Z', to, events: 0, state: 'gap', reason: 'timeout' },
    ] as const;
    const all = text(view([{ people: people(1, 7) }], { complete: false, coverage }));
    expect(all).toContain('▼ would block at least 7 people in 1 tenant · at least 0 undecided · 30 days, 99 % read\n');
    expect(all).toContain('1 span of the log could not be read, so every number is "at least".');
  });

  test('never says that nobody is affected', () => {
    const all = text(view([], {}, false));
    expect(all).toContain('no sign-in of this window would be blocked · 0 undecided · 30 days, 100 % read\n');
    expect(all).not.toMatch(/nobody/i);
  });

  test('warns of a result that the log contradicts, with tenant, setting and day', () => {
    const rows = [{ type: 'b2bDirectConnect', people: people(1, 3), last: '2026-11-20' }] as const;
    const all = text(view(rows));
    expect(all).toMatch(
      /\nDo not trust this result: 3 sign-ins worked that the live policy blocks\. xtap reads the policy/,
    );
    expect(all).toContain('! Fabrikam b2bDirectConnectOutbound: 3 sign-ins, the last on 2026-11-20');
    expect(all).not.toContain('may have changed');
    const unknown = text(view(rows, { policyChanges: { state: 'unknown', changes: [] } }));
    expect(unknown.replaceAll(/\s+/g, ' ')).toContain('The policy may have changed: the file does not know');
  });
});

test('a person who relies on a trust flag may have to do MFA here, and does not count as blocked', () => {
  const rows = [
    { direction: 'inbound', people: people(1, 6), mfaRequired: true },
    { direction: 'inbound', people: people(10, 5), mfaRequired: false },
  ] as const;
  const all = text(view(rows)).replaceAll(/\s+/g, ' ');
  expect(all).toContain('isMfaAccepted: 6 people passed an MFA requirement and may have to do MFA here (Fabrikam 6)');
  expect(all).toContain(
    'isCompliantDeviceAccepted: 11 people; those whom a policy asks for a compliant or joined device would be blocked; the log does not say whom',
  );
  expect(all).toContain('no sign-in of this window would be blocked');
});

describe('what others can read', () => {
  const rows = [
    { people: people(1, 210), signIns: 900 },
    { people: people(300, 4), signIns: 13, tenantId: proseware },
  ];

  test('hides counts below five, and totals that would reveal them', () => {
    for (const render of [markdown, renderReplayGithub]) {
      const all = render(view(rows));
      expect(all).toContain('▼ would block at least 210 people in 2 tenants');
      expect(all).toContain(`${proseware}`);
      expect(all).toContain('<5');
      expect(all).toMatch(/applications: `?30000000-0000-4000-8000-000000000001`?(?:\n|%0A)/);
      expect(all).not.toContain('214');
      expect(all).not.toMatch(/\b4\b(?! (?:hidden|more))/);
    }
    const [, html] = renderReplayHtml(view(rows)).split('</style>');
    expect(html).toContain('at least 210 people');
    expect(html).toContain('&lt;5');
    expect(html).not.toContain('214');
  });

  test('shows exact numbers to a person at a terminal', () => {
    expect(text(view(rows))).toContain('would block 214 people in 2 tenants');
  });

  test('shows a total as it is where all of its parts are large enough', () => {
    const large = [{ people: people(1, 7) }, { people: people(20, 6), tenantId: litware }];
    expect(markdown(view(large))).toContain('▼ would block 13 people in 2 tenants');
  });
});

describe('no published output depends on a hidden count', () => {
  const partnerIds = [fabrikam, proseware];
  const partners = (access: typeof open, isTrusted: boolean) =>
    partnerIds.map((id) => {
      return livePartner(id, { b2bCollaborationOutbound: access, inboundTrust: trust(isTrusted, isTrusted) });
    });
  const states = {
    partners: [liveState(partners(open, true)), liveState(partners(closed, false))],
    default: [liveState([]), liveState([], { default: { ...systemDefault, b2bCollaborationOutbound: closed } })],
  } as const;

  type Rows = (visible: number, hidden: number) => readonly Partial<SignInRow>[];
  const of = (more: Partial<SignInRow>, visible: number, hidden: number) => [
    { ...more, people: people(1, visible), signIns: 100 },
    { ...more, people: people(50, hidden), signIns: 13, tenantId: proseware },
  ];
  const cases: readonly (readonly [string, keyof typeof states, Rows])[] = [
    ['a partner alone', 'partners', (_, hidden) => [{ people: people(1, hidden), signIns: 13 }]],
    ['one sign-in each', 'partners', (_, hidden) => [{ people: people(1, hidden) }]],
    ['two changes of partners', 'partners', (visible, hidden) => of({}, visible, hidden)],
    ['one change of the default', 'default', (visible, hidden) => of({}, visible, hidden)],
    [
      'an application of one tenant',
      'default',
      (visible, hidden) => [
        { people: people(1, visible), signIns: 100 },
        { people: people(50, hidden), signIns: 13, app: a2, tenantId: proseware },
      ],
    ],
    [
      'several hidden partners',
      'partners',
      (_, hidden) => [
        { people: people(1, 2), signIns: 13 },
        { people: people(50, hidden), signIns: 13, tenantId: proseware },
      ],
    ],
    [
      'several hidden tenants',
      'default',
      (_, hidden) => [
        { people: people(1, 2), signIns: 13 },
        { people: people(50, hidden), signIns: 13, app: a2, tenantId: proseware },
      ],
    ],
    ['undecided people', 'partners', (visible, hidden) => of({ type: 'unknown' }, visible, hidden)],
    ['trust flags', 'partners', (visible, hidden) => of({ direction: 'inbound', mfaRequired: true }, visible, hidden)],
    [
      'a result not to trust',
      'partners',
      (visible, hidden) => [
        { type: 'b2bDirectConnect', people: people(1, visible) },
        { type: 'b2bDirectConnect', people: people(50, hidden), tenantId: proseware },
      ],
    ],
  ];
  const published = {
    markdown,
    html: renderReplayHtml,
    github: renderReplayGithub,
    text: (each: ReplayView) => renderReplayText(each, { color: false, width: 100, hidesCounts: true }),
  };

  describe.each(cases)('%s', (_, name, rows) => {
    test.each(Object.entries(published))('in %s', (_format, render) => {
      const [live, changed] = states[name];
      const outputOf = (visible: number, hidden: number): string => {
        const signIns = signInsFile(rows(visible, hidden).map(signInRow), { coverage: [] });
        const plan = { digest: `sha256:${'0'.repeat(64)}`, changes: [] };
        const result = replayPlan({ signIns, plan, live, after: changed, table: fieldTable });
        return render({ ...result, names: new Map() });
      };
      for (let visible = 5; visible < 16; visible++) {
        const outputs = [1, 2, 3, 4].map((hidden) => outputOf(visible, hidden));
        expect(outputs[0]).toMatch(/(?:<|&lt;)5/);
        expect(outputs[0]).not.toMatch(/(?:<|&lt;)5 (?:person|sign-in|guest)\b/);
        expect(new Set(outputs).size).toBe(1);
      }
    });
  });
});

test('every format ends with what the log does not have', () => {
  const footer = 'invitations, redemption, sharing, tokens that live on for up to an hour, service principals';
  for (const all of [text, markdown, renderReplayHtml, renderReplayGithub].map((render) => render(view([])))) {
    expect(all.replaceAll(/\s+/g, ' ').toLowerCase()).toContain(footer);
  }
});
