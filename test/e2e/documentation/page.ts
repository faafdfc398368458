/* Runs the blocks of one page from top to bottom, in one temporary folder and against one emulated tenant. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { constants } from 'node:os';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { readBuiltIn } from '../../../src/app/loadPacks.ts';
import { readPack } from '../../../src/config/packs/readPack.ts';
import { readConfiguration } from '../../../src/config/read/readConfiguration.ts';
import { type Emulator, startEmulator } from '../../../src/emulator/http/server.ts';
import { program } from '../../support/program.ts';
import { type Folder, temporaryFolder } from '../../support/temporaryFolder.ts';
import { versionAndTenant } from '../../support/tenants.ts';
import { argumentOf, type Block, blocksOf } from './blocks.ts';

export const root = join(__dirname, '..', '..', '..');

interface Said {
  readonly stdout: string;
  readonly stderr: string;
}

interface Stage {
  readonly page: string;
  readonly folder: Folder;
  readonly port: string;
  readonly background: ChildProcess[];
  emulator: Emulator;
  /** The output of the previous sh block. */
  said: Said | undefined;
}

/** Throws an error with page and line for the first block that does not match the program. */
export async function runPage(page: string): Promise<void> {
  const folder = temporaryFolder();
  const stage: Stage = {
    page,
    folder,
    port: await freePort(),
    background: [],
    emulator: await startEmulator(),
    said: undefined,
  };
  // Puts the program on the PATH, as on a machine where it is installed.
  folder.write('.bin/xtap', `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
  chmodSync(join(folder.path, '.bin/xtap'), 0o755);
  try {
    for (const block of blocksOf(readFileSync(join(root, page), 'utf8'))) {
      try {
        await checkBlock(block, stage);
      } catch (error) {
        throw new Error(`${page}:${block.line}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  } finally {
    for (const child of stage.background) if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    await stage.emulator.close();
    folder.remove();
  }
}

async function checkBlock(block: Block, stage: Stage): Promise<void> {
  const before = stage.said;
  stage.said = undefined;
  if (block.language === 'hidden') return act(block, stage);
  if (argumentOf(block, 'not run:') !== undefined) return;
  const source = argumentOf(block, 'part of');
  if (source !== undefined) return requirePart(block.text, readFileSync(join(root, source), 'utf8'), source);
  if (argumentOf(block, 'steps') !== undefined) return checkSteps(block.text);
  if (block.language === 'sh') {
    stage.said = await runCommands(block, stage);
    return;
  }
  if (block.language === 'yaml') return checkYaml(block, stage);
  const file = argumentOf(block, 'write');
  if (file !== undefined) {
    stage.folder.write(file, block.text);
    return;
  }
  if (before === undefined) throw new Error(`nothing checks this block (${block.language || 'no language'})`);
  const isStderr = argumentOf(block, 'stderr') !== undefined;
  requireOutput(block.text.replaceAll('8642', stage.port), isStderr ? before.stderr : before.stdout);
  stage.said = before;
}

async function act(block: Block, stage: Stage): Promise<void> {
  const [directive] = block.directives;
  const { argument = '' } = directive ?? {};
  if (directive?.name === 'set-up') {
    await runShell(argument, 0, stage);
  } else if (directive?.name === 'emulator') {
    await stage.emulator.close();
    stage.emulator = await startEmulator({ faults: argument === '' ? [] : [argument] });
  } else {
    const [, target = '', change = ''] = /^(\S+) (.*)$/s.exec(argument) ?? [];
    stage.emulator.portalEdit(target, JSON.parse(change) as Parameters<Emulator['portalEdit']>[1]);
  }
}

async function runCommands(block: Block, stage: Stage): Promise<Said> {
  const commands = (argumentOf(block, 'instead:') ?? block.text).replaceAll('8642', stage.port);
  if (argumentOf(block, 'background') !== undefined) return startShell(commands, stage);
  return runShell(commands, Number(argumentOf(block, 'exit') ?? 0), stage);
}

async function runShell(commands: string, expected: number, stage: Stage): Promise<Said> {
  const child = spawnShell(commands, stage);
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const code = await new Promise<number>((resolve, reject) => {
    // The exit code that a shell reports for a command that a signal ended.
    child.on('close', (status, signal) => resolve(status ?? 128 + constants.signals[signal ?? 'SIGKILL']));
    child.on('error', reject);
  });
  if (code !== expected) {
    throw new Error(`exit ${code} instead of ${expected}\n${commands}\n${stdout}\n${stderr}`);
  }
  return { stdout, stderr };
}

/** Resolves with the first output. */
function startShell(commands: string, stage: Stage): Promise<Said> {
  const child = spawnShell(commands, stage);
  stage.background.push(child);
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', (text: Buffer) => resolve({ stdout: text.toString(), stderr: '' }));
    child.on('close', (code) => reject(new Error(`ended at once, with ${String(code)}`)));
  });
}

/** Starts its own process group, so that the test can end all processes in it. */
function spawnShell(commands: string, { folder, emulator }: Stage): ChildProcess {
  return spawn('bash', ['-euo', 'pipefail', '-c', commands], {
    cwd: folder.path,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: `${join(folder.path, '.bin')}:${process.env.PATH ?? ''}`,
      HOME: folder.path,
      XTAP_GRAPH_URL: emulator.url,
      REPOSITORY: root,
      SAMPLE: join(root, 'configs'),
      GIT_AUTHOR_NAME: 'Dana',
      GIT_AUTHOR_EMAIL: 'dana@contoso.example',
      GIT_COMMITTER_NAME: 'Dana',
      GIT_COMMITTER_EMAIL: 'dana@contoso.example',
      GIT_CONFIG_NOSYSTEM: '1',
    },
  });
}

function checkYaml(block: Block, { folder }: Stage): void {
  const file = argumentOf(block, 'write');
  if (file !== undefined) folder.write(file, block.text);
  if (argumentOf(block, 'pack') !== undefined) {
    const { diagnostics } = readPack({ file: 'block.yaml', text: block.text }, { extendable: readBuiltIn() });
    if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics, null, 2));
    return;
  }
  const isFragment = argumentOf(block, 'fragment') !== undefined;
  const head = isFragment ? versionAndTenant : '';
  const text = `${head}${block.text}`;
  if (isFragment && parseAllDocuments(block.text).length > 1) throw new Error('a fragment is one document');
  const { diagnostics } = readConfiguration([{ file: 'block.yaml', text }], {
    sourceName: 'block',
    today: '2026-11-22',
  });
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  const refused = argumentOf(block, 'refused');
  if (refused !== undefined && errors.join(' ') !== refused) throw new Error(`refused for ${errors.join(' ')}`);
  if (refused === undefined && errors.length > 0) throw new Error(JSON.stringify(diagnostics, null, 2));
}

/** Checks that each step uses the action of this repository with inputs that it has. */
function checkSteps(text: string): void {
  const action = parse(readFileSync(join(root, '.github/actions/xtap/action.yml'), 'utf8')) as { inputs: object };
  for (const step of parse(text) as readonly { readonly uses: string; readonly with: object }[]) {
    if (!/^OWNER\/xtap\/\.github\/actions\/xtap@/.test(step.uses))
      throw new Error(`no step of the action: ${step.uses}`);
    const unknown = Object.keys(step.with).filter((input) => !(input in action.inputs));
    if (unknown.length > 0) throw new Error(`the action has no input ${unknown.join(', ')}`);
  }
}

/** Compares line by line. `…` matches any text within a line, and a line with only `…` matches any lines. */
function requireOutput(expected: string, actual: string): void {
  const lines = expected.trimEnd().split('\n');
  const pattern = lines
    .map((line) => (line.trim() === '…' ? '(?:.*\\n)*?' : `${line.trimEnd().split('…').map(escaped).join('.*')} *\\n`))
    .join('');
  const [first = ''] = lines;
  const start = first.trim() === '…' ? '' : '^(?:.*\\n)*?';
  if (!new RegExp(`${start}${pattern}`).test(`${actual.trimEnd()}\n`)) {
    throw new Error(`this is not what was said:\n${expected}\nbut:\n${actual}`);
  }
}

function requirePart(part: string, whole: string, source: string): void {
  const squeeze = (text: string): string => text.replaceAll(/^ +/gm, '').trim();
  if (!squeeze(whole).includes(squeeze(part))) throw new Error(`${source} does not hold this`);
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function freePort(): Promise<string> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? String(address.port) : '';
      server.close(() => resolve(port));
    });
  });
}
