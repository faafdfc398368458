// `npm run docs`: writes the generated pages of the documentation, .github/docs/reference/. Their source is TypeScript
// that reads the program's tables (.github/scripts/reference/). A test compares the committed pages with it.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { textLoader } from './build.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
// Inside the project, so that Node finds the packages that the bundle imports.
const bundled = join(root, 'node_modules', '.cache', 'xtap', 'reference.mjs');
await build({
  absWorkingDir: root,
  entryPoints: ['.github/scripts/reference/pages.ts'],
  outfile: bundled,
  bundle: true,
  format: 'esm',
  platform: 'node',
  packages: 'external',
  loader: textLoader,
  logLevel: 'warning',
});
const { referencePages } = await import(pathToFileURL(bundled).href);
const folder = join(root, '.github', 'docs', 'reference');
await mkdir(folder, { recursive: true });
for (const [name, text] of Object.entries(referencePages())) await writeFile(join(folder, name), text);
