import fc from 'fast-check';
import { convergeFiles } from '../../../src/app/edit/convergeFiles.ts';
import { type ConfigurationResult, readConfiguration } from '../../../src/config/read/readConfiguration.ts';
import type { SourceFile } from '../../../src/config/read/sourceFile.ts';
import { newConfiguration } from '../../../src/config/write/newConfiguration.ts';
import { decodeLive, type RawState } from '../../../src/graph/decodeLive.ts';
import type { DesiredState } from '../../../src/model/desiredState.ts';
import { fieldTable } from '../../../src/model/fieldTable.ts';
import type { LiveState } from '../../../src/model/liveState.ts';
import type { Undeclared } from '../../../src/model/plan.ts';
import { otherOwner } from '../../../src/plan/partition.ts';
import { makePlan } from '../../../src/plan/planner.ts';
import { handWritten } from '../../support/handWritten.ts';
import { label, rawStates } from '../../support/liveShapes.ts';
import { home } from '../../support/tenants.ts';

const numRuns = process.env.XTAP_LONG ? 2000 : 20;

function liveOf(raw: RawState): LiveState {
  const decoded = decodeLive(raw, 'graph');
  if ('value' in decoded) return decoded.value;
  throw new Error(decoded.complaint);
}

function errorsOf({ diagnostics }: ConfigurationResult): readonly string[] {
  return diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
}

/** The positions of the warnings about partners without settings. */
function barePartners(sources: readonly SourceFile[]): readonly string[] {
  const { diagnostics } = readConfiguration(sources, { sourceName: 'configs/', today: '2026-11-22' });
  return diagnostics.filter(({ code }) => code === 'partner-without-settings').map(({ sourceLine = '' }) => sourceLine);
}

function read(sources: readonly SourceFile[]): DesiredState {
  const result = readConfiguration(sources, { sourceName: 'configs/', today: '2026-11-22' });
  expect(errorsOf(result)).toEqual([]);
  if (!result.desired) throw new Error('no configuration');
  return result.desired;
}

/** No changes, and nothing undeclared except what `unmanaged` accepts. */
function expectEmptyPlan(desired: DesiredState, live: LiveState): void {
  const input = { desired, live, table: fieldTable, toolVersion: '1', createdAt: '2026-11-22T00:00:00Z', warnings: [] };
  const { plan, errors } = makePlan(input);
  expect(errors ?? []).toEqual([]);
  expect(plan?.changes).toEqual([]);
  expect(plan?.undeclared.filter(({ tenantId, accepted }) => tenantId !== home && accepted !== true)).toEqual([]);
}

const settle = (sources: readonly SourceFile[], live: LiveState): readonly SourceFile[] =>
  convergeFiles(sources, {
    live,
    table: fieldTable,
    names: new Map(),
    destination: { dir: 'configs', split: false },
    read: (files) => readConfiguration(files, { sourceName: 'configs/', today: '2026-11-22' }).desired,
  });

describe('pulling into an empty folder', () => {
  it('writes a configuration that is valid and whose plan is empty, for every live shape', () => {
    fc.assert(
      fc.property(rawStates, fc.boolean(), fc.array(label, { minLength: 7, maxLength: 7 }), (raw, split, labels) => {
        const live = liveOf(raw);
        const names = new Map(
          live.partners
            .map(({ tenantId }, index) => [tenantId, labels[index] ?? ''] as const)
            .filter(([, name]) => name.trim() !== ''),
        );
        const sources = settle(newConfiguration(live, { table: fieldTable, otherOwner, names, split }), live);
        const desired = read(sources);
        expect(barePartners(sources)).toEqual([]);
        expectEmptyPlan(desired, live);
        for (const { tenantId, name } of desired.partners) expect(name).toBe(names.get(tenantId));
      }),
      { numRuns },
    );
  });
});

/** The settings that drift would report. */
function undeclaredSettings(desired: DesiredState, live: LiveState): readonly Undeclared[] {
  const input = { desired, live, table: fieldTable, toolVersion: '1', createdAt: '2026-11-22T00:00:00Z', warnings: [] };
  const { undeclared = [] } = makePlan(input).plan ?? {};
  return undeclared.filter(({ setting, accepted }) => setting !== undefined && accepted !== true);
}

describe('pulling into existing files', () => {
  const planOf = (desired: DesiredState, live: LiveState) =>
    makePlan({ desired, live, table: fieldTable, toolVersion: '1', createdAt: '2026-11-22T00:00:00Z', warnings: [] });

  it.each(Object.entries(handWritten))('leaves an empty plan, and a second pull changes nothing: %s', (_, text) => {
    fc.assert(
      fc.property(rawStates, (raw) => {
        const live = liveOf({ ...raw, apiVersion: 'v1.0' });
        const after = settle([{ file: 'configs/a.yaml', text }], live);
        const desired = read(after);
        expect(planOf(desired, live).plan?.changes).toEqual([]);
        expect(undeclaredSettings(desired, live)).toEqual([]);
        expect(settle(after, live)).toEqual(after);
      }),
      { numRuns },
    );
  });

  it('adds no partner that validate warns about', () => {
    fc.assert(
      fc.property(rawStates, fc.constantFrom('ignore', 'report'), (raw, undeclaredSettings) => {
        const text = `version: 1\ntenant: ${home}\nundeclaredSettings: ${undeclaredSettings}\n`;
        const after = settle([{ file: 'configs/a.yaml', text }], liveOf({ ...raw, apiVersion: 'v1.0' }));
        expect(barePartners(after)).toEqual([]);
      }),
      { numRuns },
    );
  });

  it('changes the files of one tenant to match any other, in one file or many', () => {
    fc.assert(
      fc.property(rawStates, rawStates, fc.boolean(), (first, second, split) => {
        const names = new Map();
        const pulled = newConfiguration(liveOf(first), { table: fieldTable, otherOwner, names, split });
        const before = settle(pulled, liveOf(first));
        const live = liveOf({ ...second, apiVersion: first.apiVersion });
        const after = settle(before, live);
        expect(planOf(read(after), live).plan?.changes).toEqual([]);
        expect(settle(before, liveOf(first))).toEqual(before);
      }),
      { numRuns },
    );
  });
});
