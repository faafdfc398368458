// `npm run bench`: builds the program, bundles the benchmark and its processes, and runs it, in about six minutes. `npm
// run bench -- start plan` runs only these sections (see main.ts). Another release of Node: `node22
// test/bench/run.mjs`.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { bundle } from '../../.github/scripts/build.mjs';

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
  const processes = ['emulatorProcess.ts', 'floorProcess.ts', 'bareReadProcess.ts', 'peakMemory.ts'];
  await build({ ...common, entryPoints: processes.map((file) => join(here, file)) });
  await build({ ...common, entryPoints: [join(here, 'main.ts')] });
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
