// `npm run docs`: writes the generated pages of the documentation, .github/docs/reference/.
// Their source is TypeScript beside the tables it reads (.github/scripts/reference/); a test holds the committed pages to it.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
// Inside the project, so that the packages it imports are found from there.
const bundled = join(root, 'node_modules', '.cache', 'xtap', 'reference.mjs');
await build({
  absWorkingDir: root,
  entryPoints: ['.github/scripts/reference/pages.ts'],
  outfile: bundled,
  bundle: true,
  format: 'esm',
  platform: 'node',
  packages: 'external',
  logLevel: 'warning',
});
const { referencePages } = await import(pathToFileURL(bundled).href);
const folder = join(root, '.github', 'docs', 'reference');
await mkdir(folder, { recursive: true });
for (const [name, text] of Object.entries(referencePages())) await writeFile(join(folder, name), text);
