import { fieldTable } from '../../src/model/fieldTable.ts';
import type { LiveState } from '../../src/model/liveState.ts';
import type { SignInRow } from '../../src/model/signIns.ts';
import { renderReplayMarkdown } from '../../src/render/replay/replayMarkdown.ts';
import type { ReplayView } from '../../src/render/replay/replayWording.ts';
import { replayPlan } from '../../src/replay/replayPlan.ts';
import { a1, a2, closed, livePartner, liveState, open, systemDefault, trust } from '../support/builders.ts';
import { signInRow, signInsFile } from '../support/signIns.ts';
import { fabrikam, proseware } from '../support/tenants.ts';

interface Change {
  readonly live: LiveState;
  readonly after: LiveState;
}

function viewOf({ live, after }: Change, rows: readonly SignInRow[]): ReplayView {
  const plan = { digest: `sha256:${'0'.repeat(64)}`, changes: [] };
  const signIns = signInsFile(rows, { coverage: [] });
  return { ...replayPlan({ signIns, plan, live, after, table: fieldTable }), names: new Map() };
}

/** A count that an output hides if it is small. */
interface Cell {
  readonly name: string;
  /** The output has no number for it, small or not, so a few numbers may be ruled out. */
  readonly isWithoutNumber?: boolean;
  readonly includes: (row: SignInRow) => boolean;
}

interface World {
  readonly isSmall: boolean;
  readonly rows: readonly SignInRow[];
  readonly counts: ReadonlyMap<string, number>;
}

/** How far the people of one row are from those of the next. */
const offset = { apart: 100, together: 0, shifted: 1 };
const amounts = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
/** With more people in a row, the universe may lack what could have happened as well. */
const largest = 5;

/** Every number of people in each row, with people of their own and with the same people of a tenant. */
function worldsOf(kinds: readonly Partial<SignInRow>[], cells: readonly Cell[]): readonly World[] {
  const choices = kinds.reduce<readonly (readonly number[])[]>(
    (all, _) => all.flatMap((chosen) => amounts.map((amount) => [...chosen, amount])),
    [[]],
  );
  return choices.flatMap((chosen) =>
    (['apart', 'together', 'shifted'] as const).map((layout): World => {
      const rows = chosen.flatMap((amount, index) => {
        const more = kinds[index] ?? {};
        const first = (more.tenantId === proseware ? 1000 : 0) + offset[layout] * index;
        const people = Array.from({ length: amount }, (_, person) => first + person);
        return amount === 0 ? [] : [signInRow({ ...more, people, signIns: 30 })];
      });
      return {
        isSmall: chosen.every((amount) => amount <= largest),
        rows,
        counts: new Map(
          cells.map(({ name, includes }) => [
            name,
            new Set(rows.filter(includes).flatMap(({ people }) => people)).size,
          ]),
        ),
      };
    }),
  );
}

const small = [1, 2, 3, 4];

/** Hidden counts of which the attacker rules a number out. */
function narrowed(worlds: readonly World[], cells: readonly Cell[], change: Change): readonly string[] {
  const byOutput = new Map<string, World[]>();
  for (const world of worlds) {
    const output = renderReplayMarkdown(viewOf(change, world.rows), 60_000);
    byOutput.set(output, [...(byOutput.get(output) ?? []), world]);
  }
  return [...byOutput].flatMap(([output, possible]) =>
    cells.flatMap(({ name, isWithoutNumber }) => {
      const countOf = ({ counts }: World): number => counts.get(name) ?? 0;
      const numbers = new Set(possible.map(countOf));
      if (!possible.some((world) => world.isSmall && small.includes(countOf(world)))) return [];
      if (isWithoutNumber ? numbers.size > 1 : small.every((number) => numbers.has(number))) return [];
      return [`${name} is one of ${[...numbers].join(', ')}:\n${output}`];
    }),
  );
}

const ofTenant = (tenantId: string): Cell => ({ name: tenantId, includes: (row) => row.tenantId === tenantId });
const ofApp = (app: string): Cell => ({ name: app, isWithoutNumber: true, includes: (row) => row.app === app });

test('tenants and applications of a change', () => {
  const change = {
    live: liveState([]),
    after: liveState([], { default: { ...systemDefault, b2bCollaborationOutbound: closed } }),
  };
  const kinds = [
    { tenantId: fabrikam, app: a1 },
    { tenantId: fabrikam, app: a2 },
    { tenantId: proseware, app: a1 },
  ];
  const cells = [ofTenant(fabrikam), ofTenant(proseware), ofApp(a1), ofApp(a2)];
  expect(narrowed(worldsOf(kinds, cells), cells, change).slice(0, 1)).toEqual([]);
});

test.each([
  ['both', ['b2bCollaborationInbound', 'b2bDirectConnectInbound']],
  ['collaboration', ['b2bCollaborationInbound']],
  ['direct connect', ['b2bDirectConnectInbound']],
])('access and trust of a partner, where the change is about %s', (_, changed) => {
  const partner = (names: readonly string[], isTrusted: boolean): LiveState => {
    const both = { b2bCollaborationInbound: open, b2bDirectConnectInbound: open };
    const settings = { ...both, ...Object.fromEntries(names.map((name) => [name, closed])) };
    return liveState([livePartner(fabrikam, { ...settings, inboundTrust: trust(isTrusted, isTrusted) })]);
  };
  const change = { live: partner([], true), after: partner(changed, false) };
  const isListed = (name: string): boolean => changed.includes(name);
  for (const type of ['b2bDirectConnect', 'unknown'] as const) {
    const cells: readonly Cell[] = [
      {
        name: 'collaboration',
        includes: (row) => row.type === 'b2bCollaboration',
        isWithoutNumber: !isListed('b2bCollaborationInbound'),
      },
      { name: type, includes: (row) => row.type === type },
      { name: 'MFA', includes: ({ mfaRequired }) => mfaRequired === true },
      { name: 'devices', includes: () => true },
    ];
    const kinds = [
      { direction: 'inbound', type: 'b2bCollaboration', mfaRequired: true },
      { direction: 'inbound', type: 'b2bCollaboration', mfaRequired: false },
      { direction: 'inbound', type },
    ] as const;
    expect(narrowed(worldsOf(kinds, cells), cells, change).slice(0, 1)).toEqual([]);
  }
});
