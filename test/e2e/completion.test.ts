/* Runs the completion scripts in the real shells. If a shell is not installed, its tests are skipped with a notice. */
import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { commandTable } from '../../src/cli/flags/commandTable.ts';
import { program, xtap } from '../support/program.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const folder = temporaryFolder();
const commands = commandTable.map(({ name }) => name);

beforeAll(async () => {
  for (const shell of ['bash', 'zsh', 'fish', 'powershell']) {
    const { stdout } = await xtap(['completion', shell], { cwd: folder.path });
    folder.write(shell === 'powershell' ? 'xtap.ps1' : `xtap.${shell}`, stdout);
  }
  folder.write('bin/xtap', `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
  chmodSync(join(folder.path, 'bin/xtap'), 0o755);
  folder.write('configs/contoso.yaml', 'version: 1\n');
});

afterAll(() => folder.remove());

function hasShell(shell: string): boolean {
  try {
    execFileSync(shell, ['-c', 'exit 0'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function inShell(shell: string, words: readonly string[]): readonly string[] {
  const env = { PATH: `${join(folder.path, 'bin')}:${process.env.PATH ?? ''}`, HOME: folder.path, TERM: 'dumb' };
  const text = execFileSync(shell, words, { cwd: folder.path, env, encoding: 'utf8', timeout: 30_000 });
  return text.split(/\r?\n/).filter((line) => line !== '');
}

const inBash = hasShell('bash') ? describe : describe.skip;

inBash(`bash${hasShell('bash') ? '' : ' (skipped: not installed)'}`, () => {
  const complete = (...words: readonly string[]): readonly string[] => {
    const list = words.map((word) => `'${word}'`).join(' ');
    const script = `source xtap.bash; COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _xtap; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return inShell('bash', ['--norc', '-uc', script]);
  };

  test('offers every command', () => {
    expect(complete('xtap', '')).toEqual(commands);
    expect(complete('xtap', 'dr')).toEqual(['drift']);
  });

  test('offers the flags of the command, the choices of a flag, and files', () => {
    expect(complete('xtap', 'drift', '--cor')).toEqual(['--correct']);
    expect(complete('xtap', 'plan', '--cor')).toEqual([]);
    expect(complete('xtap', 'plan', '--cloud', 'us')).toEqual(['usgov', 'usgovdod']);
    expect(complete('xtap', 'plan', 'con')).toEqual(['configs']);
  });

  test('offers the words of an operand, and the formats and files of --out', () => {
    expect(complete('xtap', 'completion', '')).toEqual(['bash', 'zsh', 'fish', 'powershell']);
    expect(complete('xtap', 'plan', '-o', 'm')).toEqual(['markdown=']);
    expect(complete('xtap', 'plan', '--out', 'json', '=', 'con')).toEqual(['configs']);
    expect(complete('xtap', 'plan', '-o', 'json', '=')).toContain('configs');
  });

  test('is registered in bash for the word xtap', () => {
    expect(inShell('bash', ['--norc', '-uc', 'source xtap.bash; complete -p xtap'])).toEqual([
      'complete -o filenames -F _xtap xtap',
    ]);
  });
});

const inFish = hasShell('fish') ? describe : describe.skip;

inFish(`fish${hasShell('fish') ? '' : ' (skipped: not installed)'}`, () => {
  const complete = (line: string): readonly string[] =>
    inShell('fish', ['--no-config', '-c', `source xtap.fish; complete -C '${line}'`]).map(
      (found) => found.split('\t')[0] ?? '',
    );

  test('offers every command', () => {
    expect(new Set(complete('xtap '))).toEqual(new Set(commands));
  });

  test('offers the flags of the command and the choices of a flag', () => {
    expect(complete('xtap drift --cor')).toEqual(['--correct']);
    expect(complete('xtap plan --cor')).toEqual([]);
    expect(new Set(complete('xtap plan --cloud us'))).toEqual(new Set(['usgov', 'usgovdod']));
  });

  test('offers the words of an operand, and the formats and files of --out', () => {
    expect(new Set(complete('xtap completion '))).toEqual(new Set(['bash', 'zsh', 'fish', 'powershell']));
    expect(complete('xtap plan -o m')).toContain('markdown=');
    expect(complete('xtap plan -o json=con')).toContain('json=configs/');
  });
});

const inZsh = hasShell('zsh') ? describe : describe.skip;

inZsh(`zsh${hasShell('zsh') ? '' : ' (skipped: not installed)'}`, () => {
  /** zsh completes only at a terminal: the test types the line and Tab at a pseudo-terminal until the text appears. */
  const shows = (line: string, expected: string): void => {
    inShell('zsh', ['-f', join(__dirname, 'fixtures', 'type-and-complete.zsh'), line, expected]);
  };

  test('offers every command with its summary', () => {
    for (const { summary } of commandTable.slice(0, 2)) expect(() => shows('xtap ', summary)).not.toThrow();
  }, 60_000);

  test('completes a command, a flag of the command and a choice of a flag', () => {
    expect(() => shows('xtap dr', 'xtap drift')).not.toThrow();
    expect(() => shows('xtap drift --cor', 'drift --correct')).not.toThrow();
    expect(() => shows('xtap plan --cloud chi', '--cloud china')).not.toThrow();
  }, 60_000);

  test('completes the word of an operand, and a format and file of --out', () => {
    expect(() => shows('xtap completion f', 'completion fish')).not.toThrow();
    expect(() => shows('xtap plan -o mark', '-o markdown=')).not.toThrow();
    expect(() => shows('xtap plan -o json=con', 'json=configs/')).not.toThrow();
  }, 60_000);
});

const inPowerShell = hasShell('pwsh') ? describe : describe.skip;

inPowerShell(`PowerShell${hasShell('pwsh') ? '' : ' (skipped: not installed)'}`, () => {
  const complete = (line: string): readonly string[] =>
    inShell('pwsh', [
      '-NoProfile',
      '-Command',
      `. ./xtap.ps1; (TabExpansion2 -inputScript '${line}' -cursorColumn ${line.length}).CompletionMatches.CompletionText`,
    ]);

  test('offers every command', () => {
    expect(complete('xtap ')).toEqual(commands);
    expect(complete('xtap dr')).toEqual(['drift']);
  }, 60_000);

  test('offers the flags of the command, the choices of a flag, and files', () => {
    expect(complete('xtap drift --cor')).toEqual(['--correct']);
    expect(complete('xtap plan --cloud us')).toEqual(['usgov', 'usgovdod']);
    expect(complete('xtap plan con').join()).toContain('configs');
  }, 60_000);

  test('offers the words of an operand, and the formats of --out', () => {
    expect(complete('xtap completion p')).toEqual(['powershell']);
    expect(complete('xtap plan -o m')).toEqual(['markdown=']);
  }, 60_000);
});
