// `npm run test:facts -- FACTS [TEST...]`: the tests of the product, against an emulator with other facts. FACTS is
// `live-facts.json`, or `turned` (every fact with an unusual value), or one fact: `nestedPatch=merge`.
//
// Facts can only change what a test sees if the test imports the emulator, also through other modules. Jest knows these
// tests from the import graph, so the list is never written down. A child process that starts an emulator has the usual
// facts, and no test of the others can see a fact.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const [given, ...tests] = process.argv.slice(2);
if (given === undefined) {
  process.stderr.write(
    'Give the facts: npm run test:facts -- live-facts.json, or -- turned, or -- nestedPatch=merge\n',
  );
  process.exit(64);
}
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'xtap-facts-'));
try {
  const suites = tests.length > 0 ? tests : suitesThatMeetTheEmulator();
  process.stderr.write(`${suites.length} suites\n`);
  const words = ['--selectProjects', 'unit', 'contract', 'e2e', '--', ...suites];
  process.exitCode =
    jest(words, { env: { ...process.env, XTAP_FACTS: factsFile(given) }, stdio: 'inherit' }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}

function jest(words, options) {
  return spawnSync(process.execPath, ['node_modules/jest/bin/jest.js', ...words], { cwd: root, ...options });
}

/** Without the tests of the emulator and of its facts, which are about the usual facts. */
function suitesThatMeetTheEmulator() {
  const related = jest(['--listTests', '--findRelatedTests', 'src/emulator/facts.ts'], { encoding: 'utf8' });
  if (related.status !== 0) throw new Error(related.stderr);
  const own = /^test\/(?:emulator\/|contract\/(?:liveFacts|openapi)\.)/;
  const paths = related.stdout.split('\n').flatMap((path) => (path === '' ? [] : [relative(root, path)]));
  return [...new Set(paths)].filter((path) => !own.test(path));
}

/** The path for XTAP_FACTS; test/support/turnedFacts.ts reads it. */
function factsFile(facts) {
  if (facts === 'turned') return facts;
  const [, name, value] = /^(\w+)=(\w+)$/.exec(facts) ?? [];
  if (name === undefined) return resolve(facts);
  const file = join(folder, 'facts.json');
  const typed = /^\d+$/.test(value) ? Number(value) : value;
  writeFileSync(file, JSON.stringify({ formatVersion: 1, facts: { [name]: { value: typed } } }));
  return file;
}
