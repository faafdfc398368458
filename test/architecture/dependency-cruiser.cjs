// The import rules of xtap. Each rule says why it exists and what to do instead: the comment is what a person reads
// when it fails. Imports point one way, cli -> app -> { config, graph, apply, plan, access, check, replay, render } ->
// model, so that the planner can be read, tested and trusted without a network, a clock or a file system. An arrow
// means: may import what stands to its right.
//
// The parser is swc: TypeScript 7 has no compiler API, and with it dependency-cruiser's default parser reads nothing
// and passes. imports.test.ts therefore counts the modules that were read, and proves with a bad fixture that every
// rule here can fail.

/** One rule: what `from` may not import. */
const forbid = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to });

/** The only rooms (and files) of src that a room may import, besides itself. */
const room = (name, allowed, comment) =>
  forbid(
    `room-${name}`,
    { path: `^src/${name}/` },
    {
      path: '^src/',
      pathNot: [
        `^src/${name}/`,
        ...allowed.map((each) => (each.endsWith('.ts') ? `^src/${each.replace('.', '\\.')}$` : `^src/${each}/`)),
      ],
    },
    comment,
  );

/** What the pure rooms may use of platform/: text, which reads no clock and touches nothing. */
const text = 'platform/text.ts';

/** The only places where a package may be imported. */
const place = (name, packages, places, comment) =>
  forbid(
    `place-${name}`,
    { path: '^src/', pathNot: places },
    { path: packages.map((each) => `node_modules/${each}/`) },
    comment,
  );

const placedPackages = [
  '@azure/identity',
  '@microsoft/microsoft-graph-client',
  'commander',
  'fast-json-patch',
  'fastest-levenshtein',
  'fp-ts',
  'io-ts',
  'picocolors',
  'yaml',
];

const pure = '^src/(model|access|plan|check|replay|render)/';

module.exports = {
  forbidden: [
    room(
      'model',
      [],
      'model/ holds the domain: everything rests on it, and it rests on nothing. Move what you need into model/, or pass it in.',
    ),
    room(
      'platform',
      ['model/errors.ts', 'model/json.ts'],
      'platform/ is what is neither domain nor Graph: files, git, HTTP, retries, text. Take a path, a text or a number; return the same.',
    ),
    room(
      'access',
      ['model', text],
      'access/ answers one question: who reaches what. It knows no plan and no configuration. Take the two states to compare as arguments.',
    ),
    room(
      'plan',
      ['model', 'access', text],
      'The planner is pure: desired state and live state in, one plan out. Take what you need as an argument; app/ brings the parts together.',
    ),
    room(
      'check',
      ['model', 'access', text],
      'check/ compares a policy with rules. It neither plans nor reads. Take the state after apply as an argument; app/ makes it.',
    ),
    room(
      'replay',
      ['model', 'access', text],
      'replay/ decides sign-ins under two policies. It neither plans nor reads. Take the states before and after as arguments; app/ makes them.',
    ),
    room(
      'render',
      ['model', 'access', 'plan', 'check', 'replay', text],
      'A renderer turns a value into a string and decides nothing. Put what it shows into that value, in plan/, access/ or apply/.',
    ),
    room(
      'config',
      ['model', 'platform'],
      'Reading and writing YAML knows neither the tenant nor plans. Return a DesiredState; app/ brings the parts together.',
    ),
    room(
      'graph',
      ['model', 'platform'],
      'The tenant knows neither configuration nor plans. Return a LiveState; app/ brings the parts together.',
    ),
    room(
      'apply',
      ['model', 'plan', 'platform'],
      'The one writer runs against ports, so that it can be tested with fakes of time and network. Add to its ports; app/ fills them from graph/.',
    ),
    room(
      'app',
      ['model', 'access', 'plan', 'check', 'replay', 'apply', 'config', 'graph', 'render', 'platform'],
      'A use case knows neither the command line nor the emulator. Return a value and let cli/ print it.',
    ),
    room(
      'cli',
      [
        'app',
        'model',
        'access',
        'plan',
        'check',
        'replay',
        'apply',
        'config',
        'graph',
        'render',
        'platform',
        'emulator',
      ],
      'Only bin.ts and start.cts stand before cli/. Hand streams and arguments in.',
    ),
    room(
      'emulator',
      [],
      "The emulator is written from Graph's reference with its own table, so that a misreading there and one here cannot hide each other. Write it again, from the reference.",
    ),
    forbid(
      'nobody-imports-the-entries',
      { path: '^src/', pathNot: '^src/start\\.cts$' },
      { path: '^src/(index\\.ts|bin\\.ts|start\\.cts)$' },
      'index.ts, bin.ts and start.cts face outwards. Import the module that declares what you need.',
    ),
    forbid(
      'library-without-command-line',
      { path: '^src/index\\.ts$' },
      { path: '^src/(cli|emulator)/' },
      'The library must not load the command line or the emulator. Export a use case of app/.',
    ),
    forbid(
      'pure-no-built-ins',
      { path: pure, pathNot: '^src/plan/digest\\.ts$' },
      { dependencyTypes: ['core'] },
      'model/, access/, plan/, check/, replay/ and render/ do no I/O and read no clock: that is what makes a plan reproducible. Take the value as an argument.',
    ),
    forbid(
      'digest-only-crypto',
      { path: '^src/plan/digest\\.ts$' },
      { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
      'The digest hashes and does nothing else. Take anything else as an argument.',
    ),
    forbid(
      'pure-no-packages',
      { path: pure, pathNot: '^src/model/shape\\.ts$' },
      { path: 'node_modules/', pathNot: 'node_modules/(fast-json-patch|picocolors)/' },
      'What decides about access is our own code, readable in one place. Parse in config/ or graph/ and pass the value in. The shapes of JSON files stand on io-ts (model/shape.ts).',
    ),
    forbid(
      'only-bin-knows-process',
      { path: '^src/', pathNot: '^src/(bin\\.ts|index\\.ts|start\\.cts)$' },
      { path: '^(node:)?process$' },
      'Streams, arguments and the environment are handed in by bin.ts, so that a command runs in a test. Take them from the io argument. (The global is refused by Biome.)',
    ),
    forbid(
      'http-in-its-places',
      { path: '^src/', pathNot: '^src/(platform/http|graph|emulator)/' },
      { dependencyTypes: ['core'], path: '^(node:)?(http|https|http2|net|tls|dns)(/|$)' },
      'Every request goes through platform/http/ and, to a tenant, through graph/ with its timeout, retries and origin check. Add a function there.',
    ),
    place(
      'yaml',
      ['yaml'],
      ['^src/config/'],
      'YAML is read and written in config/. Call a function of config/ through app/.',
    ),
    place(
      'codecs',
      ['io-ts', 'fp-ts'],
      ['^src/config/', '^src/graph/', '^src/model/shape\\.ts$'],
      'Codecs stand at the edges; behind them values are typed. Parse once, in config/ or graph/, or describe a JSON file with model/shape.ts. Elsewhere use plain functions and unions.',
    ),
    place(
      'json-patch',
      ['fast-json-patch'],
      ['^src/plan/compare\\.ts$'],
      'There is one differ. A second one is how previews begin to lie. Use the fields of a Change.',
    ),
    place(
      'tenant',
      ['@microsoft/microsoft-graph-client', '@azure/identity'],
      ['^src/graph/'],
      'Only graph/ talks to a tenant and holds a token. Add a function there.',
    ),
    forbid(
      'packages-on-demand',
      { path: '^src/' },
      { path: 'node_modules/', pathNot: 'node_modules/@azure/identity/', dynamic: true },
      'In the bundle, a dynamic import of a CommonJS package has no named exports, though it has them under Node and jest. Import the package statically, and that module dynamically.',
    ),
    place(
      'command-line',
      ['commander'],
      ['^src/cli/'],
      'Flags are parsed in cli/ and nowhere else. Take a typed argument.',
    ),
    place(
      'colour',
      ['picocolors'],
      ['^src/render/', '^src/cli/'],
      'Colour is a matter of output. Return a value and let render/ or cli/ colour it.',
    ),
    place(
      'did-you-mean',
      ['fastest-levenshtein'],
      ['^src/config/', '^src/cli/'],
      'Suggestions are made where people make typing errors: in configurations and on the command line. Return the error, and let config/ or cli/ suggest.',
    ),
    forbid(
      'unplaced-package',
      { path: '^src/' },
      { path: 'node_modules/', pathNot: placedPackages.map((each) => `node_modules/${each}/`) },
      'Every package has its place. Say where this one belongs (test/architecture/dependency-cruiser.cjs), or do without; development dependencies are not for src.',
    ),
    forbid(
      'no-cycles',
      { path: '^src/' },
      { circular: true },
      'Two modules that need each other are one idea, or a third one is missing. Move what both need into a module of its own.',
    ),
    forbid(
      'resolvable',
      { path: '^src/' },
      { couldNotResolve: true },
      'The import leads nowhere: a typing error, or a package that package.json does not name.',
    ),
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
};
