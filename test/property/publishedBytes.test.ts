/*
 * Sign-ins that differ only where counts are hidden are published with equal bytes. Sign-ins that disagree with the
 * live policy are the exception: their number and the last day are shown, so that people can look for them in the log.
 */
import fc from 'fast-check';
import { discoverRenderings } from '../../src/cli/commands/discover.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import type { LiveState } from '../../src/model/liveState.ts';
import { type SignInRow, signInDirections, signInTypes } from '../../src/model/signIns.ts';
import { renderDiagnosticsJunit } from '../../src/render/diagnostics/diagnosticsJunit.ts';
import { renderDiagnosticsSarif } from '../../src/render/diagnostics/diagnosticsSarif.ts';
import { proposalComment } from '../../src/render/discover/discoverText.ts';
import { replayFindings, unblockedHeadline } from '../../src/render/replay/replayFindings.ts';
import { renderReplayGithub } from '../../src/render/replay/replayGithub.ts';
import { renderReplayHtml } from '../../src/render/replay/replayHtml.ts';
import { renderReplayMarkdown } from '../../src/render/replay/replayMarkdown.ts';
import { renderReplayText } from '../../src/render/replay/replayText.ts';
import type { ReplayView } from '../../src/render/replay/replayWording.ts';
import { mostPeopleFirst } from '../../src/replay/discoveryFigures.ts';
import { discoverTenants } from '../../src/replay/proposals.ts';
import { replayPlan } from '../../src/replay/replayPlan.ts';
import { a1, a2, closed, livePartner, liveState, open, systemDefault, trust } from '../support/builders.ts';
import { signInRow, signInsFile } from '../support/signIns.ts';
import { fabrikam, home, litware, proseware, woodgrove } from '../support/tenants.ts';

function viewOf(
  { live, after }: { readonly live: LiveState; readonly after: LiveState },
  rows: readonly SignInRow[],
): ReplayView {
  const plan = { digest: `sha256:${'0'.repeat(64)}`, changes: [] };
  const signIns = signInsFile(rows, { coverage: [] });
  return { ...replayPlan({ signIns, plan, live, after, table: fieldTable }), names: new Map() };
}

const tenantIds = [fabrikam, proseware, woodgrove, litware];
/** Fabrikam has many people, the others have at most four. Their sign-ins are the same but for numbers and days. */
const shape = fc.record({
  direction: fc.constantFrom(...signInDirections),
  tenantId: fc.constantFrom(...tenantIds),
  type: fc.constantFrom(...signInTypes),
  app: fc.constantFrom(a1, a2),
  mfaRequired: fc.boolean(),
  outcome: fc.constantFrom('ok' as const, 'other' as const),
});
const numbers = fc.record({
  people: fc.subarray([1, 2, 3, 4], { minLength: 1 }),
  signIns: fc.integer({ min: 5, max: 99 }),
  last: fc.constantFrom('2026-11-05', '2026-11-20', '2026-11-28'),
});
const rowOf = (facts: Partial<SignInRow>, each: Pick<SignInRow, 'people' | 'signIns' | 'last'>): SignInRow => {
  const isLarge = facts.tenantId === fabrikam;
  const first = 100 * tenantIds.indexOf(facts.tenantId ?? fabrikam);
  const people = isLarge ? [1, 2, 3, 4, 5, 6, 7] : each.people.map((person) => first + person);
  return signInRow({ ...facts, ...(isLarge ? { signIns: 70 } : each), people });
};
const settings = (access: typeof open, isTrusted: boolean) => ({
  b2bCollaborationInbound: access,
  b2bCollaborationOutbound: access,
  b2bDirectConnectInbound: access,
  // No sign-in disagrees with the live policy: such sign-ins are named with their number and the last day.
  b2bDirectConnectOutbound: open,
  inboundTrust: trust(isTrusted, isTrusted),
});
const withPartners = (access: typeof open, isTrusted: boolean): LiveState =>
  liveState(tenantIds.map((tenantId) => livePartner(tenantId, settings(access, isTrusted))));
const withDefault = (access: typeof open, isTrusted: boolean): LiveState =>
  liveState([], { default: { ...systemDefault, ...settings(access, isTrusted) } });

const rows = fc.array(fc.tuple(shape, numbers, numbers), { minLength: 1, maxLength: 14 });
const outputs: Readonly<Record<string, (view: ReplayView) => string>> = {
  text: (view) => renderReplayText(view, { color: false, width: 100, hidesCounts: true }),
  markdown: (view) => renderReplayMarkdown(view, 60_000),
  html: renderReplayHtml,
  github: renderReplayGithub,
  sarif: (view) => renderDiagnosticsSarif('plan', replayFindings(view, { changes: [] }), '1.0.0'),
  junit: (view) => renderDiagnosticsJunit('xtap plan', replayFindings(view, { changes: [] }), unblockedHeadline(view)),
};

test.each(Object.entries(outputs))('a replay as %s', (_, render) => {
  const seen = new Set<string>();
  for (const stateOf of [withPartners, withDefault]) {
    fc.assert(
      fc.property(rows, (given) => {
        const change = { live: stateOf(open, true), after: stateOf(closed, false) };
        const [one, other] = [1, 2].map((index) =>
          given.map((each) => rowOf(each[0], each[index] as (typeof each)[1])),
        );
        const output = render(viewOf(change, one ?? []));
        expect(render(viewOf(change, other ?? []))).toBe(output);
        for (const [words] of output.matchAll(/block (?:\S+|at least \d+) people/g)) seen.add(words);
      }),
      { numRuns: 200 },
    );
  }
  // All three: everything is shown, a part is hidden, everything is hidden.
  expect(seen.size).toBeGreaterThan(2);
});

const guests = fc.tuple(...[0, 1, 2].map(() => fc.integer({ min: 1, max: 4 })));
const published = (
  given: readonly SignInRow[],
  numbersOfGuests: readonly number[],
): Readonly<Record<string, string>> => {
  const domains = numbersOfGuests.map((number, index) => ({
    domain: `${'abc'[index]}.example`,
    guests: number,
    // Two domains lead to one tenant, and one to none.
    ...(index < 2 && { tenantId: woodgrove }),
  }));
  // Together, the guests of a tenant stay below five.
  const small = domains.map((each) => ({ ...each, guests: Math.min(each.guests, 2) }));
  const discovery = discoverTenants({
    home,
    cloud: 'global',
    signIns: signInsFile(given, { coverage: [] }),
    guests: small,
    names: new Map(),
    minPeople: 1,
    onlySeenApps: false,
    table: fieldTable,
  });
  const { outRenderings } = discoverRenderings(
    { discovery },
    { color: { stdout: true, stderr: true }, width: { stdout: 100, stderr: 100, file: 100, messages: 100 } },
  );
  const formats = Object.entries(outRenderings ?? {}).filter(([format]) => format !== 'json');
  return {
    ...Object.fromEntries(formats.map(([format, render]) => [format, render()])),
    entries: mostPeopleFirst(discovery.tenants, 'everybody')
      .map((tenant) => `${tenant.tenantId} # ${proposalComment(tenant, discovery)}`)
      .join('\n'),
  };
};

test('the partners that discover finds, in every format, and its entries in YAML', () => {
  fc.assert(
    fc.property(rows, guests, guests, (given, few, fewer) => {
      const [one, other] = [few, fewer].map((numbersOfGuests, index) =>
        published(
          given.map((each) => rowOf(each[0], each[index + 1] as (typeof each)[1])),
          numbersOfGuests,
        ),
      );
      expect(Object.keys(one ?? {})).toEqual(['text', 'markdown', 'html', 'github', 'entries']);
      expect(other).toEqual(one);
    }),
    { numRuns: 300 },
  );
});
