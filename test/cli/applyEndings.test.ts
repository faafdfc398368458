/*
 * However an apply ends, it says first what happened to the tenant: nothing was written, or how much. In every format,
 * on stdout and above the plan in the files of --out.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Io } from '../../src/cli/output/io.ts';
import { emulatorForEach } from '../support/emulatorForEach.ts';
import { runIn } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, versionAndTenant, woodgrove } from '../support/tenants.ts';

const emulator = emulatorForEach({ quirks: false });
const folder = folderForEach();

const head = `${versionAndTenant}undeclaredPartners: ignore\nundeclaredSettings: ignore\n`;
const trust = (tenantId: string, value: boolean): string =>
  `  - { tenantId: ${tenantId}, inboundTrust: { isMfaAccepted: ${value} } }\n`;
const two = `${head}partners:\n${trust(fabrikam, true)}${trust(woodgrove, false)}`;
const nothing = /nothing was written/i;

interface End {
  readonly code: number;
  readonly words?: readonly string[];
  readonly configuration?: string;
  /** Done before the run. */
  readonly prepare?: () => Promise<unknown> | unknown;
  readonly io?: () => Partial<Io>;
  readonly says: RegExp;
  /** The run ends before it has a plan. */
  readonly hasNoPlan?: true;
}

const xtap = (...words: readonly string[]) => runIn(folder.path, words, emulator.url);
const savePlan = () => xtap('plan', '-o', 'json=plan.json');
const approved = ['--yes', '--allow-broadening'];
const saved = ['plan.json', '--allow-broadening'];
const stopAfter = (milliseconds: number, signal: 'SIGINT' | 'SIGTERM'): Partial<Io> => ({
  onStopSignal: (listener) => {
    const timer = setTimeout(() => listener(signal), milliseconds);
    return () => clearTimeout(timer);
  },
});
const answer = (text: string): Partial<Io> => ({
  stdin: { isTTY: true, readLine: async () => text, readAll: async () => Buffer.alloc(0) },
});

const ends: Readonly<Record<string, End>> = {
  '0: applied': { code: 0, words: approved, says: /Applied\. The tenant is as planned\./ },
  '0: no changes': {
    code: 0,
    words: approved,
    configuration: `${head}partners: [{ tenantId: ${fabrikam} }]\n`,
    says: nothing,
  },
  '0: done already': {
    code: 0,
    words: saved,
    prepare: async () => {
      await savePlan();
      await xtap('apply', ...saved);
    },
    says: nothing,
  },
  '1: a read fails': {
    code: 1,
    words: approved,
    prepare: () => emulator.addFault('GET ** 500'),
    says: nothing,
    hasNoPlan: true,
  },
  '1: a read of a saved plan fails': {
    code: 1,
    words: saved,
    prepare: async () => {
      await savePlan();
      emulator.addFault('GET partners 500');
    },
    says: nothing,
  },
  '3: not a terminal': { code: 3, says: nothing },
  '3: the answer is no': { code: 3, io: () => answer('no'), says: nothing },
  '3: approval is missing': { code: 3, words: ['--yes', '--allow-changes', '100'], says: nothing },
  '3: a guard': { code: 3, words: approved, configuration: `${head}partners: []\n`, says: nothing },
  '4: stale': {
    code: 4,
    words: saved,
    prepare: async () => {
      await savePlan();
      emulator.portalEdit(fabrikam, { inboundTrust: null });
    },
    says: /nothing was written: the tenant changed/i,
  },
  '4: another digest': { code: 4, words: ['--yes', '--expect-digest', `sha256:${'0'.repeat(64)}`], says: nothing },
  '5: in part': {
    code: 5,
    words: approved,
    prepare: () => emulator.addFault(`PATCH partners/${fabrikam} 400`),
    says: /1 of 2 operations written, 1 not done/,
  },
  '5: all fail': { code: 5, words: approved, prepare: () => emulator.addFault('PATCH partners/* 400'), says: nothing },
  '5: not verified': {
    code: 5,
    words: [...approved, '--verify-timeout', '0'],
    prepare: () => emulator.addFault('PATCH partners/* lag reads=50'),
    says: /Applied, but/,
  },
  '64: usage': { code: 64, words: ['--nonsense'], says: nothing, hasNoPlan: true },
  '65: configuration': { code: 65, configuration: 'version: 1\n', says: nothing, hasNoPlan: true },
  '65: plan file': {
    code: 65,
    words: ['plan.json'],
    prepare: () => folder.write('plan.json', '{}'),
    says: nothing,
    hasNoPlan: true,
  },
  '77: permission': {
    code: 77,
    words: approved,
    prepare: () => emulator.addFault('GET ** 403'),
    says: nothing,
    hasNoPlan: true,
  },
  '130: interrupted before a write': {
    code: 130,
    words: approved,
    prepare: () => emulator.addFault('GET ** slow ms=5000'),
    io: () => stopAfter(300, 'SIGINT'),
    says: /nothing was written|before anything was written/i,
    hasNoPlan: true,
  },
  '143: terminated between two writes': {
    code: 143,
    words: [...approved, '--concurrency', '1'],
    prepare: () => emulator.addFault('PATCH partners/* slow ms=1500'),
    io: () => stopAfter(900, 'SIGTERM'),
    says: /1 of 2 operations written, 1 not done/,
  },
};

const formats = ['text', 'markdown', 'html', 'github'] as const;

describe.each(Object.entries(ends))('%s', (_, end) => {
  test.each(formats)('as %s', async (format) => {
    folder.write('configs/a.yaml', end.configuration ?? two);
    await end.prepare?.();
    const file = `out.${format}`;
    const words = ['apply', ...(end.words ?? []), '--format', format, '-o', `${format}=${file}`];
    const limits = ['--retry-timeout', '0', '--request-timeout', '10'];
    const { code, stdout, stderr } = await runIn(folder.path, [...words, ...limits], emulator.url, end.io?.());
    expect({ code, stderr }).toEqual({ code: end.code, stderr: expect.any(String) });
    // As text, stdout has the plan first, and an error is on stderr: it says what happened, then what did not.
    if (format === 'text') expect((stdout + stderr).replaceAll(/\s+/g, ' ')).toMatch(end.says);
    else expect(startOf(stdout)).toMatch(end.says);
    if (end.code === 64) return;
    const written = readFileSync(join(folder.path, file), 'utf8');
    if (format !== 'text' || !end.hasNoPlan) expect(startOf(written)).toMatch(end.says);
    expect(/Plan: \d|No changes|xtap plan:/.test(written)).toBe(end.hasNoPlan === undefined);
  });
});

/** What a reader sees first: the title, or the first line; of a page, its first heading and sentence. */
function startOf(text: string, lines = 4): string {
  const start = text.includes('<main') ? text.slice(text.indexOf('<main')) : text;
  return start
    .split('\n')
    .slice(0, lines)
    .join(' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',');
}

describe.each(formats)('a file of --out as %s', (format) => {
  const fileOf = async (...words: readonly string[]): Promise<string> => {
    const { code } = await xtap('apply', ...words, '-o', `${format}=out`);
    expect([4, 5]).toContain(code);
    return startOf(readFileSync(join(folder.path, 'out'), 'utf8'), 30).replaceAll(/<\/?[a-z][^>]*>/g, ' ');
  };

  test('names the operation that failed, and why', async () => {
    folder.write('configs/a.yaml', two);
    emulator.addFault(`PATCH partners/${fabrikam} 400`);
    expect(await fileOf(...approved)).toMatch(new RegExp(`failed: ${fabrikam}.*PATCH .*\\(400\\).*request-id`));
  });

  test('says what changed in the tenant since a stale plan was made', async () => {
    folder.write('configs/a.yaml', two);
    await savePlan();
    emulator.portalEdit(fabrikam, { inboundTrust: null });
    expect(await fileOf(...saved)).toMatch(
      /changed (?:Fabrikam|90e29127\S*).*inboundTrust\.\w+: (?:true|false) → inherit/,
    );
  });
});

test('a killed apply leaves a file that says that it has not ended', async () => {
  folder.write('configs/a.yaml', two);
  const path = join(folder.path, 'out.md');
  let during = '';
  await runIn(folder.path, ['apply', '-o', 'markdown=out.md'], emulator.url, {
    stdin: {
      isTTY: true,
      readLine: async () => {
        during = readFileSync(path, 'utf8');
        return 'yes';
      },
      readAll: async () => Buffer.alloc(0),
    },
  });
  expect(during).toMatch(/^## xtap apply: The apply has not ended\.\n/);
  expect(readFileSync(path, 'utf8')).toMatch(/^## xtap apply: Applied\. The tenant is as planned\.\n/);
});
