import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface Folder {
  readonly path: string;
  /** Writes a file, and makes its folder. */
  readonly write: (file: string, text: string | Uint8Array) => void;
  readonly remove: () => void;
}

/**
 * A new folder by its real path: macOS has a link in the way, and Windows may give a short name. Its caller removes it.
 */
export function temporaryFolder(): Folder {
  const path = realpathSync.native(mkdtempSync(join(tmpdir(), 'xtap-test-')));
  return {
    path,
    write: (file, text) => {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      writeFileSync(join(path, file), text);
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** A new folder for each test of a file. */
export function folderForEach(): Pick<Folder, 'path' | 'write'> {
  let folder: Folder;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());
  return {
    get path() {
      return folder.path;
    },
    write: (file, text) => folder.write(file, text),
  };
}
