/* Names from the directory are only labels: their look-ups are limited in number and time, and never fail a run. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { emulatorForEach } from '../support/emulatorForEach.ts';
import { runIn } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, home, versionAndTenant } from '../support/tenants.ts';

jest.setTimeout(60_000);

const emulator = emulatorForEach();
const folder = folderForEach();
const lookUps = () => emulator.requests.filter(({ path }) => path.startsWith('/tenantRelationships'));
const configuration = `${versionAndTenant}partners: [{ tenantId: ${fabrikam}, name: Fabrikam }]\n`;
const read = (file: string): string => readFileSync(join(folder.path, file), 'utf8');

/** The waits of retries take no time; the time limit of all look-ups ends soon, but not at once. */
const sleep = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
  wait(milliseconds >= 10_000 ? 500 : 0, undefined, signal ? { signal } : {});
const xtap = (...words: readonly string[]) => runIn(folder.path, words, emulator.url, { sleep });

function addPartners(amount: number): void {
  for (let n = 10; n < 10 + amount; n += 1) emulator.portalEdit(`90e29127-71ad-49c7-9ce8-0000000000${n}`, {});
}

it('a look-up that fails for good costs only its own name', async () => {
  emulator.addFault('GET /tenantRelationships/* 3rd 400');
  const { code, stderr } = await xtap('pull');
  expect(code).toBe(0);
  expect(stderr).toMatch(/^The names of 1 of 10 partners could not be looked up: .*400.*\n$/);
  expect(lookUps()).toHaveLength(10);
  expect(read('configs/xtap.yaml').match(/^ {2}[0-9a-f-]{36}: /gm)).toHaveLength(9);
});

it('a look-up that Graph throttles is tried again, without a note', async () => {
  emulator.addFault('GET /tenantRelationships/* 2nd 429 retry-after=1');
  expect(await xtap('pull')).toMatchObject({ code: 0, stderr: '' });
  expect(lookUps()).toHaveLength(11);
  expect(read('configs/xtap.yaml').match(/^ {2}[0-9a-f-]{36}: /gm)).toHaveLength(10);
});

it('a directory that never answers is asked once, and the run goes on', async () => {
  emulator.addFault('GET /tenantRelationships/** every hang');
  folder.write('configs/a.yaml', configuration);
  const drift = await xtap('drift', '--no-attribution');
  expect(drift).toMatchObject({
    code: 2,
    stderr: 'The names of 9 of 9 partners could not be looked up: The directory took longer than 30 s.\n',
  });
  expect(lookUps()).toHaveLength(1);
  expect(drift.stdout).toContain('Drift: 9 partners and 1 setting undeclared. Exit 2.');
});

it('a directory that is down ends the look-ups after three failures', async () => {
  addPartners(30);
  emulator.addFault('GET /tenantRelationships/** every 400');
  const { code, stderr } = await xtap('pull');
  expect([code, stderr]).toEqual([0, expect.stringMatching(/^The names of 40 of 40 partners could not .*\n$/)]);
  expect(lookUps().length).toBeLessThan(20);
});

it('drift looks up at most twenty undeclared partners', async () => {
  addPartners(30);
  folder.write('configs/a.yaml', configuration);
  const { stdout, stderr } = await xtap('drift', '--no-attribution', '--format', 'json');
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toMatchObject({ tenantId: home, drift: { undeclaredPartners: 39 } });
  expect(lookUps()).toHaveLength(20);
});
