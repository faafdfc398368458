// Records what the built program prints, writes and sends, so that a change which must not alter behaviour can be
// compared before and after, byte for byte. It is not part of `npm test`: it takes minutes, and a change of behaviour
// is allowed to differ.
//
//   node test/freeze/freeze.mjs DIR [GOLDEN]   records into DIR, a folder outside the repository
//   diff -r BEFORE AFTER                       compares two recordings
//
// GOLDEN is the folder of the inputs, test/golden unless given. To compare with a commit that had other inputs, record
// both with the same folder: git archive COMMIT test/golden | tar -x -C /tmp/inputs
//
// A case is a configuration and a tenant; each goes through every command and format. Only what no two runs share is
// replaced: times, ports, request ids, temporary folders and the random part of names.
import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const program = join(repository, 'dist', 'xtap.cjs');
const [target, golden = join(repository, 'test', 'golden')] = process.argv.slice(2);
if (target === undefined) throw new Error('usage: freeze.mjs DIR [GOLDEN]');

const plans = join(golden, 'plan');
const configurations = join(golden, 'configuration');
const woodgrove = '8f2c5d0e-3b43-4d6b-9f43-2d8f3f6b0a11';
const litware = '2f9a6c41-d05b-4e83-b7f2-18c3e5d9a064';

/** Variants of the sample configuration against the sample tenant: one intention each. */
const variants = {
  sample: (text) => text,
  'undeclared-ignored': (text) => text.replace('undeclaredPartners: report', 'undeclaredPartners: ignore'),
  'undeclared-deleted': (text) => text.replace('undeclaredPartners: report', 'undeclaredPartners: delete'),
  'settings-reported': (text) => text.replace('version: 1', 'version: 1\nundeclaredSettings: report'),
  'settings-inherited': (text) => text.replace('version: 1', 'version: 1\nundeclaredSettings: inherit'),
  'guard-exceeded': (text) => text.replace('version: 1', 'version: 1\nguards: { maxDeletes: 0 }'),
  'default-declared': (text) =>
    text.replace('version: 1', 'version: 1\ndefault: { inboundTrust: { isMfaAccepted: true } }'),
  'default-closed': (text) => text.replace('version: 1', 'version: 1\ndefault: { b2bCollaborationInbound: blocked }'),
  'other-cloud': (text) =>
    text.replace('version: 1', 'version: 1\npolicy: { allowedCloudEndpoints: [microsoftonline.us] }'),
  'review-overdue': (text) => text.replace('name: Fabrikam\n', 'name: Fabrikam\n    reviewBy: 2020-01-01\n'),
  'hostile-name': (text) => text.replace('name: Litware', 'name: "<b>Lit*ware*</b> ::error::\\u001b[31m | `x`"'),
  'synchronization-removed': (text) => text.replace('{ userSyncInbound: { isSyncAllowed: true } }', 'absent'),
  'labelled-targets': (text) =>
    text.replace('applications: { allowed: [Office365] }', `applications: { allowed: [Office365, ${litware}] }`),
  'two-mistakes': (text) =>
    text.replace('inboundTrust:', 'inboundTrusts:').replace('blocked\npartners', 'blokced\npartners'),
};

function goldenCases() {
  return readdirSync(plans)
    .filter((name) => statSync(join(plans, name)).isDirectory())
    .flatMap((name) => {
      const folder = join(plans, name);
      const args = existsSync(join(folder, 'args.json'))
        ? JSON.parse(readFileSync(join(folder, 'args.json'), 'utf8'))
        : [];
      const isList = JSON.parse(readFileSync(join(folder, 'live.json'), 'utf8')).formatVersion === undefined;
      const base = existsSync(join(folder, 'base.yaml')) ? ['--base', 'base.yaml'] : [];
      return (isList ? ['offline'] : ['replace', 'merge']).map((nested) => ({
        name: `${name}-${nested}`,
        nested,
        args: [...args, ...base],
        seed: isList ? undefined : join(folder, 'live.json'),
        prepare: (cwd) => {
          for (const file of ['config.yaml', 'live.json', 'base.yaml']) {
            if (existsSync(join(folder, file))) cpSync(join(folder, file), join(cwd, file));
          }
        },
      }));
    });
}

function variantCases() {
  return Object.entries(variants).map(([name, change]) => ({
    name: `variant-${name}`,
    nested: 'replace',
    args: [],
    seed: 'sample',
    prepare: (cwd) => {
      const read = (file) => readFileSync(join(repository, 'configs', file), 'utf8');
      writeFileSync(join(cwd, 'config.yaml'), change(`${read('contoso.yaml')}${read('partners.yaml')}`));
      writeFileSync(join(cwd, 'base.yaml'), `${read('contoso.yaml')}${read('partners.yaml')}`);
    },
  }));
}

/** Runs the program to its end, with nothing of this machine's environment in it. */
function xtap(words, cwd, input = '') {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...words], {
      cwd,
      env: { PATH: process.env.PATH, HOME: cwd, COLUMNS: '100' },
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: 120_000,
    });
    const streams = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr']) {
      child[stream].setEncoding('utf8').on('data', (text) => {
        streams[stream] += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...streams }));
    child.stdin.end(input);
  });
}

/** Starts an emulator of its own on any free port; resolves to its address and a way to end it. */
function emulator({ nested, seed }, cwd) {
  const words = [
    'emulate',
    '--format',
    'json',
    '--nested',
    nested,
    '--log',
    ...(seed === 'sample' ? [] : ['--seed', seed]),
  ];
  const child = spawn(process.execPath, [program, ...words], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    log += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => reject(new Error(`the emulator ended with ${code}: ${log}`)));
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part) => {
      text += part;
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0];
      if (url !== undefined) resolve({ url, log: () => log, end: () => child.removeAllListeners('close').kill() });
    });
  });
}

/** What no two runs share, replaced by a word. */
function normalized(text, cwd) {
  return text
    .replaceAll(cwd, 'CWD')
    .replaceAll(repository, 'REPOSITORY')
    .replace(/xtap-demo-\w+/g, 'DEMO')
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
    .replace(/\d{8}T\d{6}Z/g, 'STAMP')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z/g, 'TIME')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'TIME')
    .replace(/("request(?:Id|-id)": ?"|request-id[: ]+)[0-9a-zA-Z-]+/g, '$1REQUEST')
    .replace(/"(createdAt|at|journal|startedAt|integrity)": ?"[^"]*"/g, '"$1":"X"')
    .replace(/\b\d+(\.\d+)? m?s\b/g, 'DURATION')
    .replace(/seen \d+ m?s/g, 'seen DURATION');
}

const outputs = ['text', 'json', 'markdown', 'html', 'github'];
const everyFormat = outputs.flatMap((format) => ['-o', `${format}=out/${format}`]);

async function record(one) {
  const cwd = mkdtempSync(join(tmpdir(), 'xtap-freeze-'));
  const kept = join(target, one.name);
  rmSync(kept, { recursive: true, force: true });
  mkdirSync(kept, { recursive: true });
  one.prepare(cwd);
  let step = 0;
  const keep = (label, text) => {
    writeFileSync(join(kept, `${String(step).padStart(2, '0')}-${label}`), normalized(text, cwd));
  };
  const run = async (label, words, files = []) => {
    step += 1;
    rmSync(join(cwd, 'out'), { recursive: true, force: true });
    mkdirSync(join(cwd, 'out'));
    const { code, stdout, stderr } = await xtap(words, cwd);
    keep(label, `$ xtap ${words.join(' ')}\nexit ${code}\n--- stdout\n${stdout}--- stderr\n${stderr}`);
    for (const format of outputs) {
      if (existsSync(join(cwd, 'out', format)))
        keep(`${label}.${format}`, readFileSync(join(cwd, 'out', format), 'utf8'));
    }
    for (const file of files) {
      if (existsSync(join(cwd, file)))
        keep(`${label}.${file.replaceAll('/', '_')}`, readFileSync(join(cwd, file), 'utf8'));
    }
  };
  const config = 'config.yaml';
  await run('validate', ['validate', config]);
  for (const format of ['json', 'markdown', 'html', 'github'])
    await run(`validate-${format}`, ['validate', config, '--format', format]);
  if (existsSync(join(cwd, 'live.json'))) {
    await run('plan-live', ['plan', config, '--live', 'live.json', ...one.args, ...everyFormat]);
    await run('explain-live', ['explain', woodgrove, '--live', 'live.json', '--format', 'json']);
  }
  if (one.seed !== undefined) {
    const online = async (work) => {
      const tenant = await emulator(one, cwd);
      try {
        await work(['--graph-url', tenant.url]);
        // Requests that run side by side arrive in any order.
        keep('requests', tenant.log().split('\n').sort().join('\n'));
      } finally {
        tenant.end();
      }
    };
    await online(async (graph) => {
      await run('plan', ['plan', config, ...graph, ...one.args, '--show-requests', ...everyFormat]);
      await run('plan-base', ['plan', config, ...graph, '--base', 'base.yaml', '--detailed-exitcode', ...everyFormat]);
      await run('drift', ['drift', config, ...graph, ...one.args, ...everyFormat]);
      await run('explain', ['explain', woodgrove, config, ...graph]);
      await run('explain-desired', ['explain', woodgrove, config, ...graph, '--desired', '--format', 'json']);
      await run('explain-question', [
        'explain',
        woodgrove,
        ...graph,
        '--direction',
        'inbound',
        '--service',
        'collaboration',
      ]);
      await run('doctor', ['doctor', config, ...graph]);
      await run('pull', ['pull', '--dir', 'pulled', ...graph], ['pulled/xtap.yaml']);
      await run('pull-plan', ['plan', 'pulled', ...graph]);
      await run('add', ['add', 'litware.example', '--dir', 'pulled', ...graph], ['pulled/xtap.yaml']);
      await run('apply-refused', ['apply', config, ...graph, ...one.args]);
      await run('apply-json', ['apply', config, ...graph, ...one.args, '--yes', '--format', 'json']);
      const allowed = ['--yes', '--allow-broadening', '--allow-deletes', '50', '--allow-changes', '50'];
      const kept = ['--concurrency', '1', '--journal', 'journal.jsonl', '--undo', 'undo.json'];
      await run(
        'apply',
        ['apply', config, ...graph, ...one.args, ...allowed, ...kept, ...everyFormat],
        ['undo.json', 'journal.jsonl'],
      );
      await run('plan-after', ['plan', config, ...graph, ...one.args, '--format', 'json']);
      await run('undo', [
        'apply',
        'undo.json',
        ...graph,
        '--allow-broadening',
        '--allow-deletes',
        '50',
        '--allow-changes',
        '50',
        '--format',
        'json',
      ]);
    });
    await online(async (graph) => {
      await run('correct', [
        'drift',
        config,
        ...graph,
        ...one.args,
        '--correct',
        '--journal',
        'correct.jsonl',
        ...everyFormat,
      ]);
      await run('saved-plan', ['plan', config, ...graph, ...one.args, '-o', 'json=saved.json', '--format', 'json']);
      await run('saved-apply', [
        'apply',
        'saved.json',
        ...graph,
        '--allow-broadening',
        '--allow-deletes',
        '50',
        '--allow-changes',
        '50',
      ]);
      await run('saved-again', ['apply', 'saved.json', ...graph, '--allow-broadening', '--format', 'json']);
    });
  }
  rmSync(cwd, { recursive: true, force: true });
}

/** Every kind of mistake in a configuration, and what needs no tenant at all. */
async function recordOffline() {
  const kept = join(target, 'offline');
  rmSync(kept, { recursive: true, force: true });
  mkdirSync(kept, { recursive: true });
  const save = async (label, words, cwd = repository) => {
    const { code, stdout, stderr } = await xtap(words, cwd);
    writeFileSync(
      join(kept, label),
      normalized(`$ xtap ${words.join(' ')}\nexit ${code}\n--- stdout\n${stdout}--- stderr\n${stderr}`, cwd),
    );
  };
  for (const name of readdirSync(configurations)) {
    await save(`configuration-${name}`, ['validate', '.', '--format', 'json'], join(configurations, name));
    await save(`configuration-text-${name}`, ['validate', '.'], join(configurations, name));
  }
  const commands = [
    'validate',
    'plan',
    'apply',
    'drift',
    'pull',
    'add',
    'explain',
    'doctor',
    'schema',
    'emulate',
    'demo',
    'completion',
  ];
  for (const command of commands) await save(`help-${command}`, [command, '--help']);
  await save('schema', ['schema']);
  await save('schema-plan', ['schema', '--plan']);
  for (const shell of ['bash', 'zsh', 'fish']) await save(`completion-${shell}`, ['completion', shell]);
  await save('demo', ['demo']);
}

const jobs = [recordOffline, ...[...goldenCases(), ...variantCases()].map((one) => () => record(one))];
process.stdout.write(`${jobs.length - 1} cases into ${relative(process.cwd(), target)}\n`);
await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) await job();
  }),
);
