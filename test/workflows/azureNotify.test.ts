/* Notifications of the pipeline for Azure DevOps: the tags of its scheduled runs keep what people know. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fabrikam } from '../support/tenants.ts';
import { type AzureRehearsal, startAzureRehearsal } from '../support/workflows/azureRehearsal.ts';
import { build } from '../support/workflows/fakeAzure.ts';

jest.setTimeout(120_000);

let rehearsal: AzureRehearsal;
let server: Server;
let cards: string[] = [];
let url = '';
let night = 0;

beforeEach(async () => {
  rehearsal = await startAzureRehearsal();
  cards = [];
  night = 10;
  server = createServer(async (request, response) => {
    cards.push(await text(request));
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret`;
  await rehearsal.applied();
  cards = [];
});
afterEach(async () => {
  server.close();
  await rehearsal.end();
});

/** A scheduled run; it is in the list of builds for the next one. */
async function drift(
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly tags: readonly string[] }> {
  const { code, tags, stdout } = await rehearsal.run('drift', { XTAP_TEAMS_URL: url, ...env });
  expect(stdout).not.toContain('secret');
  night += 1;
  const result = code === 0 ? 'succeeded' : 'failed';
  rehearsal.azure.builds.unshift(build('a', { id: night, reason: 'schedule', result, tags }));
  return { code, tags };
}

function edit(isCompliantDeviceAccepted: boolean, isHybridAzureADJoinedDeviceAccepted = false): void {
  const inboundTrust = { isMfaAccepted: true, isCompliantDeviceAccepted, isHybridAzureADJoinedDeviceAccepted };
  rehearsal.emulator.portalEdit(fabrikam, { inboundTrust });
}

test('drift nights: opened, the same, changed, cannot be read, closed', async () => {
  expect(await drift()).toEqual({ code: 0, tags: ['xtap-drift-none'] });
  expect(cards).toEqual([]);

  edit(true);
  const { code, tags } = await drift();
  expect([code, tags]).toEqual([2, [expect.stringMatching(/^xtap-drift-[0-9a-f]{64}$/)]]);
  expect(await drift()).toEqual({ code, tags });
  expect(cards).toHaveLength(1);
  expect(cards[0]).toContain('AdaptiveCard');

  edit(true, true);
  const changed = await drift();
  expect(changed.tags).not.toEqual(tags);
  expect(cards).toHaveLength(2);

  // A night without an answer does not forget the drift that people know.
  const unread = { XTAP_GRAPH_URL: 'http://127.0.0.1:9', XTAP_RETRY_TIMEOUT: '0' };
  expect((await drift(unread)).tags).toEqual(['xtap-drift-exit-1', ...changed.tags]);
  await drift(unread);
  expect(cards).toHaveLength(3);
  await drift();
  expect(cards).toHaveLength(3);

  edit(false);
  expect((await drift()).tags).toEqual(['xtap-drift-none']);
  expect(cards).toHaveLength(4);
});

test('without the variable, nobody is notified and no tag is added', async () => {
  edit(true);
  expect(await drift({ XTAP_TEAMS_URL: '$(xtapTeamsUrl)' })).toEqual({ code: 2, tags: [] });
  expect(cards).toEqual([]);
});

test('an apply notifies too', async () => {
  rehearsal.commit(
    `version: 1\ntenant: 6babcaad-604b-40ac-a9d7-9fd97c0b779f\nundeclaredPartners: ignore\npartners:\n  - tenantId: ${fabrikam}\n    inboundTrust: { isMfaAccepted: false }\n`,
  );
  const planned = await rehearsal.run('plan');
  const plan = { PLAN: `${rehearsal.folder}/plan/plan.json`, DIGEST: planned.variables.digest ?? '' };
  expect((await rehearsal.run('apply', { ...plan, XTAP_TEAMS_URL: url })).code).toBe(0);
  expect(cards).toHaveLength(1);
});
