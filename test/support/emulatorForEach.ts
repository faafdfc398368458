import type { Facts } from '../../src/emulator/facts.ts';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/emulator/http/server.ts';

/** A new emulator for each test of a file. The result is always that of the running test. */
export function emulatorForEach(options: EmulatorOptions = {}): Emulator {
  let emulator: Emulator;
  beforeEach(async () => {
    emulator = await startEmulator(options);
  });
  afterEach(() => emulator.close());
  return new Proxy({} as Emulator, { get: (_, name) => Reflect.get(emulator, name) as unknown });
}

/** A Graph that causes no request beyond the budget of section 7 of the contract: for tests that count requests. */
export const factsOfTheBudget = {
  topOfList: 'accepted',
  expandSynchronization: 'accepted',
  auditCategoryFilter: 'accepted',
  readAfterWrite: 'immediate',
  parallelWrites: 'accepted',
} as const satisfies Partial<Facts>;

/**
 * A Graph that lists partners with their synchronization: for tests that manage synchronization or delete partners.
 * test/contract/refusedExpansion.test.ts has what xtap does without.
 */
export const factsOfSynchronization = { expandSynchronization: 'accepted' } as const satisfies Partial<Facts>;
