/**
 * The facts of the emulator under `npm run test:facts -- FILE`: jest takes this module in the place of
 * src/emulator/facts.ts, so that every test runs against an emulator that behaves like the measured tenant.
 */
import { readFileSync } from 'node:fs';
import { readFacts as readRealFacts } from '../../src/emulator/./facts.ts';

export const readFacts = readRealFacts;

/**
 * With an expansion that Graph refuses, xtap ends with an error where a synchronization is managed or a partner may be
 * deleted, as the contract says. So the tests keep it; test/graph/readPartnerList.test.ts covers the refusal.
 */
export const usualFacts = {
  ...readFacts(readFileSync(process.env.XTAP_FACTS ?? '', 'utf8')),
  expandSynchronization: 'accepted',
};
