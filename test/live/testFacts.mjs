// `npm run test:facts -- live-facts.json [TEST...]`: the tests of the product, against an emulator with these facts.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const [file, ...tests] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('Give the file of facts: npm run test:facts -- live-facts.json\n');
  process.exit(64);
}
if (/"refused"/.test(JSON.stringify(JSON.parse(readFileSync(file, 'utf8')).facts?.expandSynchronization ?? null))) {
  process.stderr.write(
    'expandSynchronization is refused: xtap cannot manage synchronization, or delete a partner, in this tenant.\n' +
      'The tests run with an expansion that is accepted.\n',
  );
}
const root = fileURLToPath(new URL('../..', import.meta.url));
// Without the tests of the emulator and of its facts: they are about the usual facts.
const usual = [
  'test/contract/(?!liveFacts|openapi)',
  'test/property',
  'test/app',
  'test/cli',
  'test/apply',
  'test/graph',
];
const words = [...(tests.length > 0 ? tests : usual), '--selectProjects', 'unit', 'contract'];
const { status } = spawnSync(process.execPath, ['node_modules/jest/bin/jest.js', ...words], {
  cwd: root,
  env: { ...process.env, XTAP_FACTS: resolve(file) },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
