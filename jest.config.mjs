import process from 'node:process';

// Three projects, told apart by folder, and a fourth. `npm run check` runs unit and contract; `npm test` runs all.
//   unit      pure code, in this process
//   contract  over HTTP, against the emulator or a fake server; and whole commands, in this process
//   e2e       the built program as a child process, browsers, the action, workflow runs, documentation
//   facts     tests of the others again, with every undocumented fact of the emulator turned
const contract = ['app', 'cli', 'config/base', 'contract', 'emulator', 'graph', 'platform/http'];
const e2e = ['action', 'e2e', 'workflows'];

// One or two minutes of the tests that meet most facts; `npm run test:facts -- turned` runs all that can differ.
const facts = [
  'contract/{everyRow,faultMatrix,prototypeNames,randomRuns}',
  'property/laws',
  'app/{driftCorrection,initFolder,library,notify/notifyRun}',
  'cli/{discover,drift,replay,serviceProvider,watching}',
];

// The emulator behaves like another tenant: in the project facts, and with XTAP_FACTS (`npm run test:facts`) in every
// project.
const otherFacts = { '^(?:(?:\\.\\./)+src/emulator|\\.\\.?)/facts\\.ts$': '<rootDir>/test/support/turnedFacts.ts' };

const shared = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test', '<rootDir>/src'],
  setupFiles: ['<rootDir>/test/setup.ts'],
  transform: {
    '\\.ya?ml$': '<rootDir>/.github/scripts/jest-yaml-text.mjs',
    '(\\.ts|/(@actions/expressions|marked)/.*\\.js)$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs', importInterop: 'node' },
      },
    ],
  },
  moduleNameMapper: {
    ...(process.env.XTAP_FACTS ? otherFacts : {}),
    '^@actions/expressions$': '<rootDir>/node_modules/@actions/expressions/dist/index.js',
  },
  transformIgnorePatterns: ['/node_modules/(?!(@actions/expressions|marked)/)'],
};

const testsIn = (folders) => folders.map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`);
const pathsOf = (folders) => folders.map((folder) => `<rootDir>/test/${folder}/`);

export default {
  // A worker that has run large suites needs more than the usual half second to release its memory, and jest then calls
  // it a leak. No suite leaves a handle open: each ends by itself with --runInBand. A real leak still exceeds this.
  workerGracefulExitTimeout: 10_000,
  // jest ignores this option in a project.
  testTimeout: 60_000,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', ...pathsOf(contract), ...pathsOf(e2e)],
    },
    { ...shared, displayName: 'contract', testMatch: testsIn(contract) },
    {
      ...shared,
      displayName: 'e2e',
      testMatch: testsIn(e2e),
      // Runs dist/, which must not be older than the sources.
      globalSetup: '<rootDir>/.github/scripts/jest-global-setup.mjs',
    },
    {
      ...shared,
      displayName: 'facts',
      testMatch: facts.map((suites) => `<rootDir>/test/${suites}.test.ts`),
      moduleNameMapper: { ...otherFacts, ...shared.moduleNameMapper },
    },
  ],
};
