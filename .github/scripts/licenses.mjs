// The licences of the packages in a bundle, which must be distributed with it.
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The text of all licences; takes the inputs of esbuild's metafile. */
export async function licensesOf(inputs) {
  const folders = inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []);
  const texts = await Promise.all([...new Set(folders)].sort(compare).map(licenseOf));
  return [...new Set(texts)].join('\n');
}

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

async function licenseOf(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
  const files = (await readdir(join(root, folder))).filter((file) => /^licen[cs]e/i.test(file)).sort(compare);
  const text = files[0] === undefined ? '' : await readFile(join(root, folder, files[0]), 'utf8');
  return `${name} ${version} (${license})\n\n${text.replaceAll('\r\n', '\n').trim()}\n`;
}
