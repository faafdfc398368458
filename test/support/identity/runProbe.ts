import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { Certificates } from './certificates.ts';
import type { ProbeCase, ProbeResult } from './probeCase.ts';

/** Runs the cases in one child process that trusts the authority, because @azure/identity loads slowly. */
export async function runProbe(
  folder: string,
  certificates: Certificates,
  cases: Readonly<Record<string, ProbeCase>>,
): Promise<Readonly<Record<string, ProbeResult>>> {
  await build({
    entryPoints: [join(__dirname, 'probe.ts')],
    outdir: join(folder, 'probe'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    banner: { js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);" },
    logLevel: 'error',
  });
  const casesFile = join(folder, 'cases.json');
  writeFileSync(casesFile, JSON.stringify(cases));
  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'probe', 'probe.mjs'), casesFile], {
    env: { NODE_EXTRA_CA_CERTS: certificates.authorityFile, HOME: folder },
  });
  return JSON.parse(stdout) as Readonly<Record<string, ProbeResult>>;
}
