// `npm run bench`: builds the program, bundles the benchmark and its processes, and runs it. Takes under ten minutes.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { bundle } from '../../.github/scripts/build.mjs';
import { bundledYaml } from '../../.github/scripts/bundledYaml.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const directory = await mkdtemp(join(tmpdir(), 'xtap-bench-'));
try {
  await bundle();
  const common = {
    absWorkingDir: join(here, '..', '..'),
    outdir: directory,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    define: { XTAP_VERSION: '"bench"' },
    logLevel: 'warning',
  };
  const processes = ['emulatorProcess.ts', 'floorProcess.ts', 'peakMemory.ts'];
  await build({ ...common, entryPoints: processes.map((file) => join(here, file)) });
  // What it calls in its own process is the program's, so it parses as the program does.
  await build({ ...common, entryPoints: [join(here, 'main.ts')], plugins: [bundledYaml] });
  const { main } = await import(pathToFileURL(join(directory, 'main.cjs')).href);
  await main({
    directory,
    program: join(here, '..', '..', 'dist', 'xtap.cjs'),
    output: join(here, '..', '..', 'bench.json'),
    only: process.argv.slice(2),
  });
} finally {
  await rm(directory, { recursive: true, force: true });
}
