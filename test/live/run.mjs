// `npm run test:live -- TENANT`: bundles the live suite and runs it. Never in CI against Graph; see conditions.ts.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const directory = await mkdtemp(join(tmpdir(), 'xtap-live-'));
try {
  await build({
    entryPoints: [join(here, 'main.ts')],
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    banner: { js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);" },
    define: { XTAP_VERSION: JSON.stringify(process.env.npm_package_version ?? 'live') },
    logLevel: 'error',
  });
  const { main } = await import(pathToFileURL(join(directory, 'main.mjs')).href);
  process.exitCode = await main(process.argv.slice(2), process.env);
} finally {
  await rm(directory, { recursive: true, force: true });
}
