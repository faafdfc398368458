import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from './temporaryFolder.ts';

/** A git repository of its own for one test. */
export interface Repository {
  readonly path: string;
  readonly write: (files: Readonly<Record<string, string | Uint8Array>>) => void;
  readonly link: (name: string, target: string) => void;
  readonly git: (...args: readonly string[]) => string;
  /** Everything that is in the work tree now. */
  readonly commit: () => void;
  /** What is committed stays; the work tree and the index have these files only. */
  readonly replaceBy: (files: Readonly<Record<string, string>>) => void;
  readonly remove: () => void;
}

export function temporaryRepository(): Repository {
  const path = temporaryFolder().path;
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'init.defaultBranch=main'];
  const git = (...args: readonly string[]): string =>
    execFileSync('git', [...identity, ...args], { cwd: path, stdio: 'pipe', encoding: 'utf8' });
  const write: Repository['write'] = (files) => {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), content);
    }
  };
  git('init', '-q');
  return {
    path,
    git,
    write,
    link: (name, target) => {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      symlinkSync(target, join(path, name));
    },
    commit: () => {
      git('add', '-A');
      git('commit', '-q', '--allow-empty', '-m', 'commit');
    },
    replaceBy: (files) => {
      git('rm', '-r', '-q', '--ignore-unmatch', '.');
      write(files);
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
