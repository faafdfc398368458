/*
 * Follows one page from top to bottom in an empty folder, on a machine where xtap and git are installed. Everything
 * else comes from the page.
 */
import { chmodSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { readBuiltIn } from '../../../src/app/loadPacks.ts';
import { commandTable } from '../../../src/cli/flags/commandTable.ts';
import { readPack } from '../../../src/config/packs/readPack.ts';
import { readConfiguration } from '../../../src/config/read/readConfiguration.ts';
import { program } from '../../support/program.ts';
import { type Folder, temporaryFolder } from '../../support/temporaryFolder.ts';
import { versionAndTenant } from '../../support/tenants.ts';
import { argumentOf, type Block, blocksOf, fileOf } from './blocks.ts';
import { type Shell, startShell } from './shell.ts';

export const root = join(__dirname, '..', '..', '..');

interface Stage {
  readonly folder: Folder;
  /** Replaces the ports of the pages by ports that are free on this machine. */
  readonly withFreePorts: (text: string) => string;
  readonly shell: Shell;
  /** What the last sh block showed. */
  shown: string | undefined;
}

/** The reader's folder, inside the folder of the test. */
const work = 'work';

/** Throws an error with page and line for the first block that does not match the program. */
export async function runPage(page: string): Promise<void> {
  const folder = temporaryFolder();
  install(folder);
  const shell = startShell({ cwd: join(folder.path, work), scratch: folder.path, env: environmentOf(folder) });
  const stage: Stage = { folder, withFreePorts: await freePorts(), shell, shown: undefined };
  try {
    for (const block of blocksOf(readFileSync(join(root, page), 'utf8'))) {
      try {
        await checkBlock(block, stage);
      } catch (error) {
        throw new Error(`${page}:${block.line}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  } finally {
    shell.end();
    folder.remove();
  }
}

/** Puts the program on the PATH, and the library where a program of the reader finds it. */
function install(folder: Folder): void {
  folder.write('bin/xtap', `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
  chmodSync(join(folder.path, 'bin/xtap'), 0o755);
  for (const name of [work, 'home', 'node_modules']) mkdirSync(join(folder.path, name));
  symlinkSync(root, join(folder.path, 'node_modules/xtap'));
}

function environmentOf({ path }: Folder): NodeJS.ProcessEnv {
  return {
    PATH: `${join(path, 'bin')}:${process.env.PATH ?? ''}`,
    HOME: join(path, 'home'),
    GIT_AUTHOR_NAME: 'Dana',
    GIT_AUTHOR_EMAIL: 'dana@contoso.example',
    GIT_COMMITTER_NAME: 'Dana',
    GIT_COMMITTER_EMAIL: 'dana@contoso.example',
    GIT_CONFIG_NOSYSTEM: '1',
  };
}

async function checkBlock(block: Block, stage: Stage): Promise<void> {
  const { shown } = stage;
  stage.shown = undefined;
  if (argumentOf(block, 'not run:') !== undefined) return;
  const source = argumentOf(block, 'part of');
  if (source !== undefined) return requirePart(block.text, readFileSync(join(root, source), 'utf8'), source);
  if (argumentOf(block, 'steps') !== undefined) return checkSteps(block.text);
  if (block.language === 'powershell') return checkPowerShell(block.text);
  if (block.language === 'sh') {
    stage.shown = await runCommands(block, stage);
    return;
  }
  const file = fileOf(block);
  if (file !== undefined) stage.folder.write(join(work, file), block.text);
  if (block.language === 'yaml') return checkYaml(block);
  if (file !== undefined) return;
  if (shown === undefined) throw new Error(`nothing checks this block (${block.language || 'no language'})`);
  requireOutput(stage.withFreePorts(block.text), shown);
}

function runCommands(block: Block, { withFreePorts, shell }: Stage): Promise<string> {
  const commands = withFreePorts(block.text);
  if (/second\s+terminal/i.test(block.before)) return shell.runInSecondTerminal(commands);
  return shell.run(argumentOf(block, 'clone') === undefined ? commands : `cd '${root}'\n${commands}\ncd - > /dev/null`);
}

/** There is no PowerShell here: checks that commands and flags exist. CI runs the program on Windows. */
function checkPowerShell(text: string): void {
  for (const [, name = '', rest = ''] of text.matchAll(/\bxtap ([a-z]+)(.*)$/gm)) {
    const row = commandTable.find((each) => each.name === name);
    if (!row) throw new Error(`there is no command ${name}`);
    const flags = row.flags.map((flag) => flag.name);
    const unknown = [...rest.matchAll(/ --([a-z-]+)/g)].map(([, flag = '']) => flag).filter((f) => !flags.includes(f));
    if (unknown.length > 0) throw new Error(`${name} has no flag --${unknown.join(', --')}`);
  }
}

function checkYaml(block: Block): void {
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
    throw new Error(`the page shows this output:\n${expected}\nbut the commands print:\n${actual}`);
  }
}

function requirePart(part: string, whole: string, source: string): void {
  const squeeze = (text: string): string => text.replaceAll(/^ +/gm, '').trim();
  if (!squeeze(whole).includes(squeeze(part))) throw new Error(`${source} does not contain this`);
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

async function freePorts(): Promise<Stage['withFreePorts']> {
  const ports = new Map([
    ['8642', await freePort()],
    ['8643', await freePort()],
  ]);
  return (text) => text.replaceAll(/\b864[23]\b/g, (port) => ports.get(port) ?? port);
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
