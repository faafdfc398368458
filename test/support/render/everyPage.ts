/* One page of each kind, from runs of the program: of a tenant that has drifted, and of partners with long names. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmulator } from '../../../src/emulator/http/server.ts';
import { serializeSignIns } from '../../../src/graph/signIns/signInsFile.ts';
import { trust } from '../builders.ts';
import { runIn } from '../recordingIo.ts';
import { signInRow, signInsFile } from '../signIns.ts';
import { fabrikam, partnerId, versionAndTenant } from '../tenants.ts';

/** A name of a single word that is wider than a phone. */
const longName = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';
/** A partner that a rule of `check` finds, and that has a change. */
export const foundPartner = { tenantId: partnerId(8), name: 'Found and changed' };

const ids = [1, 2, 3, 4, 5, 6].map(partnerId);
const entry = (tenantId: string, name: string, settings: string): string =>
  `  - { tenantId: ${tenantId}, name: ${JSON.stringify(name)}, ${settings} }\n`;

const before = `${versionAndTenant}default: { b2bCollaborationInbound: allowed }
partners:
${ids.map((id, index) => entry(id, index === 0 ? longName : `Partner ${index}`, 'inboundTrust: { isMfaAccepted: false }')).join('')}`;
const after = `${versionAndTenant}default: { b2bCollaborationInbound: blocked }
profiles: { ${'supplier-'.repeat(8)}x: { inboundTrust: { isMfaAccepted: true } } }
partners:
${ids.map((id, index) => entry(id, index === 0 ? longName : `Partner ${index}`, index < 4 ? `profiles: [${'supplier-'.repeat(8)}x]` : 'b2bDirectConnectInbound: allowed')).join('')}${entry(foundPartner.tenantId, foundPartner.name, 'identitySynchronization: { userSyncInbound: { isSyncAllowed: true } }')}`;

export const pageNames = ['plan', 'drift', 'check', 'replay', 'report', 'correction'] as const;
export type PageName = (typeof pageNames)[number];

/** Writes the pages into the folder; returns their files. */
export async function writeEveryPage(folder: string): Promise<Readonly<Record<PageName, string>>> {
  const emulator = await startEmulator({ seed: 'empty' });
  const write = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  const page = async (name: PageName, ...words: readonly string[]): Promise<string> => {
    const { stdout, stderr } = await runIn(folder, [...words, '--format', 'html'], emulator.url);
    if (!stdout.startsWith('<!doctype html>')) throw new Error(`${words.join(' ')} gives no page: ${stderr}`);
    return write(`${name}.html`, stdout);
  };
  const rows = [signInRow({ people: [1, 2, 3] }), signInRow({ direction: 'inbound', tenantId: ids[4] ?? fabrikam })];
  try {
    write('all.yaml', before);
    write('m.json', serializeSignIns(signInsFile(rows)));
    await runIn(folder, ['apply', 'all.yaml', '--yes', '--allow-broadening'], emulator.url);
    for (const id of ids.slice(0, 3)) emulator.portalEdit(id, { inboundTrust: trust(true) });
    emulator.portalEdit(partnerId(9), { inboundTrust: trust(true) });
    const drift = await page('drift', 'drift', 'all.yaml');
    write('all.yaml', after);
    const plan = await page('plan', 'plan', 'all.yaml', '--sign-ins', 'm.json');
    const check = await page('check', 'check', 'all.yaml', '--online');
    const replay = await page('replay', 'replay', 'all.yaml', '--sign-ins', 'm.json');
    emulator.addFault('PATCH partners/* 2nd 403');
    const flags = ['--yes', '--allow-broadening', '--allow-changes', '100'];
    const report = await page('report', 'apply', 'all.yaml', ...flags);
    emulator.portalEdit(ids[5] ?? '', { b2bDirectConnectInbound: null });
    const correction = await page('correction', 'drift', 'all.yaml', '--correct');
    return { plan, drift, check, replay, report, correction };
  } finally {
    await emulator.close();
  }
}
