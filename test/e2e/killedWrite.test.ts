/*
 * A process that is killed in the middle of writing FILE of `-o`, `--snapshot` or `--undo` leaves the old file: half a
 * plan, or half a report, would be taken for a result.
 */
import { spawn } from 'node:child_process';
import { chmodSync, chownSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { emulatorForEach } from '../support/emulatorForEach.ts';
import { program } from '../support/program.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, versionAndTenant } from '../support/tenants.ts';

const folder = folderForEach();
const emulator = emulatorForEach();

/** Node loads it before xtap: half of the nth file is written, and then the process is killed. */
const killAtWrite = `
const files = require('node:fs/promises');
const { open } = files;
let rest = Number(process.env.KILL_AT);
files.open = async (...words) => {
  const file = await open(...words);
  const { writeFile } = file;
  file.writeFile = async (text) => {
    rest -= 1;
    if (rest > 0) return writeFile.call(file, text);
    await writeFile.call(file, text.slice(0, text.length / 2));
    process.kill(process.pid, 'SIGKILL');
    return new Promise(() => undefined);
  };
  return file;
};
`;

interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

function xtap(words: readonly string[], env: Readonly<Record<string, string>>, uid?: number): Promise<Ending> {
  const child = spawn(process.execPath, [program, ...words], {
    cwd: folder.path,
    env: { PATH: process.env.PATH ?? '', XTAP_GRAPH_URL: emulator.url, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 60_000,
    ...(uid === undefined ? {} : { uid }),
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stderr }));
  });
}

const at = (name: string): string => join(folder.path, name);

beforeEach(() => {
  folder.write('configs/a.yaml', `${versionAndTenant}partners: [{ tenantId: ${fabrikam}, inboundTrust: inherit }]\n`);
});

test.each([
  ['plan -o json=FILE', 1],
  ['plan -o markdown=other.md -o html=FILE', 2],
  ['apply --yes --allow-broadening -o json=FILE', 1],
  ['apply --yes --allow-broadening --undo FILE', 1],
  ['drift --no-attribution -o text=FILE', 1],
  ['check -o sarif=FILE', 1],
  ['validate -o junit=FILE', 1],
  ['explain Fabrikam configs -o json=FILE', 1],
  ['pull --snapshot FILE', 1],
  // The key of the run is the first file.
  ['signins --from -1d --no-groups -o FILE', 2],
])('%s keeps the old file, and does not make half a file', async (line, writes) => {
  folder.write('kill.cjs', killAtWrite);
  const names = () => readdirSync(folder.path).filter((name) => name.endsWith('.tmp'));
  for (const old of ['the old file', undefined]) {
    const file = old === undefined ? 'new.out' : 'old.out';
    if (old !== undefined) folder.write(file, old);
    const before = names().length;
    const words = line.replace('FILE', file).split(' ');
    const ending = await xtap(words, { NODE_OPTIONS: `--require=${at('kill.cjs')}`, KILL_AT: String(writes) });
    expect(ending).toMatchObject({ signal: 'SIGKILL' });
    if (old === undefined) expect(readdirSync(folder.path)).not.toContain(file);
    else expect(readFileSync(at(file), 'utf8')).toBe(old);
    expect(names()).toHaveLength(before + 1);
    for (const name of names()) expect([name, statSync(at(name)).mode & 0o777]).toEqual([expect.anything(), 0o600]);
  }
});

test('a file in a folder that takes no new files is written in place', async () => {
  folder.write('out/plan.json', 'the old file');
  chmodSync(folder.path, 0o755);
  chmodSync(at('out'), 0o555);
  // Root may write everywhere, so it starts xtap as another user.
  const nobody = process.getuid?.() === 0 ? 65_534 : undefined;
  if (nobody !== undefined) chownSync(at('out/plan.json'), nobody, nobody);
  const words = ['plan', '-o', 'json=out/plan.json'];
  const { code, stderr } = await xtap(words, { HOME: folder.path }, nobody);
  chmodSync(at('out'), 0o755);
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(readFileSync(at('out/plan.json'), 'utf8'))).toMatchObject({ formatVersion: 1 });
  expect(readdirSync(at('out'))).toEqual(['plan.json']);
});
