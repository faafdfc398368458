// `npm run check`: all checks that a change must pass. Prints each step with its time, and the output of failed steps.
// The quick steps run in parallel; the tests run alone at the end: the jest projects unit and contract. The project e2e
// takes minutes; `npm test` and CI run it. `--no-tests` leaves out all tests.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { 'no-tests': { type: 'boolean', default: false } } });

const quick = [
  ['build', 'npm run --silent build'],
  ['types', 'npx tsc -p tsconfig.json'],
  ['format and lint', 'npx biome ci --colors=off'],
  ['imports', 'npm run --silent check:imports'],
  ['dead code', 'npx knip'],
  ['plain words', 'node .github/scripts/prose.mjs'],
];

/** Runs one step; resolves to true if it passed. Prints its output only if it failed. */
function run([name, command]) {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.on('close', (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
      if (code !== 0) console.log(Buffer.concat(output).toString().trimEnd());
      resolve(code === 0);
    });
  });
}

/** Runs the steps, as many in parallel as there are cores. */
async function runAll(steps) {
  const waiting = [...steps];
  const results = [];
  const worker = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) results.push(await run(step));
  };
  await Promise.all(Array.from({ length: Math.min(steps.length, availableParallelism()) }, worker));
  return results;
}

const results = await runAll(quick);
if (!values['no-tests']) results.push(await run(['tests', 'npm run --silent test:quick']));
process.exitCode = results.every(Boolean) ? 0 : 1;
