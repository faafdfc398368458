// `npm run check`: everything that must hold before a change lands. Prints each step with its time; a failed one with its output.
// The quick steps run side by side; the tests come last and have the machine to themselves. They are all but those that start
// programs and browsers, which take minutes: `npm test` runs every one, and so does CI. `--no-tests` leaves them out.
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
  ['the committed action', 'node .github/scripts/build-action.mjs --check'],
];

/** Runs one step; resolves to whether it passed. Its output is shown only if it failed. */
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

/** Works through the steps with as many at a time as there are cores. */
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
