import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { explainJournal } from '../../src/apply/explainJournal.ts';
import { journalPath, openJournal, openOwnJournal } from '../../src/apply/journal.ts';
import type { JournalEntry, JournalHeader } from '../../src/apply/journalEntry.ts';
import { readJournal } from '../../src/apply/readJournal.ts';
import { tenant } from '../support/executionFixtures.ts';

const header: JournalHeader = {
  formatVersion: 1,
  type: 'header',
  planDigest: 'sha256:0011223344556677',
  tenantId: tenant(0),
  cloud: 'global',
  apiVersion: 'v1.0',
  graphUrl: 'http://127.0.0.1:1',
  startedAt: '2026-11-22T01:00:00.000Z',
  toolVersion: '1.0.0',
  changes: 4,
  operations: 6,
};

const names = (operation: number) => ({
  operation,
  resource: 'partner' as const,
  tenantId: tenant(operation),
  method: 'PATCH' as const,
  url: `/policies/crossTenantAccessPolicy/partners/${tenant(operation)}`,
});
const intent = (operation: number, attempt = 1): JournalEntry => ({ type: 'intent', ...names(operation), attempt });
const answer = (operation: number, verdict: 'doubt' | 'throttled', attempt = 1): JournalEntry => ({
  type: 'answer',
  ...names(operation),
  attempt,
  verdict,
  because: 'Übel \u{1F4A5}',
});
const applied: JournalEntry = { type: 'outcome', ...names(0), status: 'applied', httpStatus: 204 };

/** Applied, lost and settled, lost and sent again, throttled, in flight; the sixth never started. */
const entries: readonly JournalEntry[] = [
  intent(0),
  applied,
  intent(1),
  answer(1, 'doubt'),
  { type: 'outcome', ...names(1), status: 'stale', error: 'somebody else changed inboundTrust' },
  intent(2),
  answer(2, 'doubt'),
  intent(2, 2),
  answer(2, 'throttled', 2),
  intent(3),
  answer(3, 'throttled'),
  intent(4),
];

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xtap-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function written(): { readonly path: string; readonly text: string } {
  const path = join(folder, '.xtap', 'journal', 'run.jsonl');
  const journal = openJournal(path, header, () => new Date(0));
  for (const entry of entries) journal.append(entry);
  journal.close();
  return { path, text: readFileSync(path, 'utf8') };
}

describe('the journal on disk', () => {
  test('only its owner can read it', () => {
    const { path } = written();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
    expect(statSync(join(path, '..', '..')).mode & 0o777).toBe(0o700);
  });

  test('every line is there as soon as append has returned', () => {
    const path = join(folder, 'run.jsonl');
    const journal = openJournal(path, header, () => new Date(0));
    journal.append(intent(0));
    const [, line = ''] = readFileSync(path, 'utf8').split('\n');
    expect(JSON.parse(line)).toEqual({ ...intent(0), at: '1970-01-01T00:00:00.000Z' });
    journal.close();
  });

  test('flushes of lines that were written together are one, and each covers what was written before it', async () => {
    const path = join(folder, 'run.jsonl');
    const journal = openJournal(path, header);
    const first = journal.flush();
    const second = journal.flush();
    expect(second).toBe(first);
    await first;
    expect(journal.flush()).not.toBe(first);
    await journal.flush();
    journal.close();
    await expect(journal.flush()).rejects.toMatchObject({ code: 'file-not-writable' });
  });

  test('a folder that cannot be made is an error before anything is sent', () => {
    writeFileSync(join(folder, 'file'), '');
    const open = (): unknown => openJournal(join(folder, 'file', 'run.jsonl'), header);
    expect(open).toThrow(expect.objectContaining({ name: 'XtapError', code: 'file-not-writable' }));
  });

  test('an existing file is not written over', () => {
    const path = join(folder, 'run.jsonl');
    writeFileSync(path, 'mine');
    expect(() => openJournal(path, header)).toThrow(expect.objectContaining({ code: 'file-not-writable' }));
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });

  test('what is no file is left alone: neither written to nor taken from its other users', () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', ['-m', '644', pipe]);
    expect(() => openJournal(pipe, header)).toThrow(/it is no file/);
    expect(statSync(pipe).mode & 0o777).toBe(0o644);
  });

  test('a journal that is there is continued, also behind a torn line, and tells of the last run', () => {
    const path = join(folder, 'run.jsonl');
    openJournal(path, { ...header, startedAt: 'first' }).close();
    appendFileSync(path, '{"type":"intent","oper');
    openJournal(path, { ...header, startedAt: 'second' }).close();
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(4);
    expect(readJournal(readFileSync(path, 'utf8'), path)).toMatchObject({
      header: { startedAt: 'second' },
      torn: false,
    });
  });

  test('its name sorts by time and names the plan', () => {
    expect(journalPath('.xtap/journal', new Date(Date.UTC(2026, 10, 22, 1, 2, 3)), header.planDigest)).toBe(
      '.xtap/journal/20261122T010203Z-001122334455.jsonl',
    );
  });
});

describe('reading a journal', () => {
  test('a header that does not say whose run it was is none', () => {
    expect(() => readJournal('{"type":"header","formatVersion":1,"tenantId":{}}\n', 'j')).toThrow('j:1: ');
  });

  test('a whole one comes back as it was written', () => {
    const { path, text } = written();
    const journal = readJournal(text, path);
    expect(journal.header).toEqual(header);
    expect(journal.entries).toEqual(entries.map((entry) => ({ ...entry, at: '1970-01-01T00:00:00.000Z' })));
    expect(journal.torn).toBe(false);
  });

  test('cut at any byte it yields every line that was complete', () => {
    const { path, text } = written();
    const bytes = Buffer.from(text);
    for (let end = 0; end <= bytes.length; end += 1) {
      const cut = bytes.subarray(0, end);
      const journal = readJournal(cut.toString('utf8'), path);
      const lines = cut.toString('latin1').split('\n').length - 1;
      const isWholeLine = end < bytes.length && bytes[end] === 0x0a;
      const complete = lines + (isWholeLine ? 1 : 0);
      expect(journal.entries).toHaveLength(Math.max(0, complete - 1));
      expect(journal.header === undefined).toBe(complete === 0);
    }
  });

  test.each([
    ['another file', 'hello\n', 1],
    ['a plan', '{"formatVersion":1}\n', 1],
    ['another format', `${JSON.stringify({ ...header, formatVersion: 2 })}\n`, 1],
    ['a line that is no entry', `${JSON.stringify(header)}\n{"type":"intent"}\n`, 2],
    ['a header without its time', `${JSON.stringify({ ...header, startedAt: undefined })}\n`, 1],
    [
      'an operation that nobody can name',
      `${JSON.stringify(header)}\n${JSON.stringify({ ...intent(0), url: 1 })}\n`,
      2,
    ],
    [
      'an outcome of no known kind',
      `${JSON.stringify(header)}\n${JSON.stringify({ ...applied, status: 'fine' })}\n`,
      2,
    ],
    ['an end that does not say how', `${JSON.stringify(header)}\n{"type":"end"}\n`, 2],
    ['a broken line that is not the last', `${JSON.stringify(header)}\n{"type\n{}\n`, 2],
    ['text without an end', 'hello', 1],
  ])('%s is refused, with the line', (_, text, line) => {
    expect(() => readJournal(text, 'run.jsonl')).toThrow(
      expect.objectContaining({
        code: 'invalid-journal',
        message: expect.stringContaining(`run.jsonl:${line}:`),
      }),
    );
  });
});

test('a line of the last of several runs is named as it stands in the file', () => {
  const earlier = `${JSON.stringify(header)}\n{"type":"end","converged":true}\n{"type":"intent","oper\n`;
  const wrong = (last: string): void => {
    readJournal(`${earlier}${last}`, 'run.jsonl');
  };
  expect(() => wrong(`${JSON.stringify(header)}\n{"type\n{}\n`)).toThrow('run.jsonl:5: ');
  expect(() => wrong(`${JSON.stringify(header)}\n{"type":"end","converged":true}\n{"type":"intent"}\n`)).toThrow(
    'run.jsonl:6: ',
  );
  expect(() => wrong(`${JSON.stringify({ ...header, formatVersion: 2 })}\n`)).toThrow('run.jsonl:4: ');
});

describe('explaining a journal', () => {
  test('it tells what was done, what is in doubt, what was surely not done, and what was never started', () => {
    const { path, text } = written();
    const explained = explainJournal(readJournal(text, path));
    expect(explained.operations.map(({ operation, status, attempts }) => [operation, status, attempts])).toEqual([
      [0, 'applied', 1],
      [1, 'stale', 1],
      [2, 'in-doubt', 2],
      [3, 'not-done', 1],
      [4, 'in-doubt', 1],
    ]);
    expect(explained).toMatchObject({ neverStarted: 1, ended: false, torn: false });
  });

  test('a run that ended says so, and why it stopped', () => {
    const lines = [header, { type: 'end', converged: false, stopped: 'the run was interrupted' }];
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    expect(explainJournal(readJournal(text, 'run.jsonl'))).toMatchObject({
      ended: true,
      stopped: 'the run was interrupted',
      neverStarted: 6,
    });
  });

  test('a journal cut within its first line says that nothing was started', () => {
    expect(explainJournal(readJournal('{"formatVer', 'run.jsonl'))).toEqual({
      operations: [],
      neverStarted: 0,
      ended: false,
      torn: true,
    });
  });
});

test('of runs that begin in one second each has a journal of its own; a file in the place of the folder is an error', () => {
  const own = mkdtempSync(join(tmpdir(), 'xtap-own-'));
  const path = join(own, 'journal', 'a.jsonl');
  const open = [1, 2, 3].map(() => openOwnJournal(path, header));
  expect(open.map((each) => each.path.slice(own.length))).toEqual([
    '/journal/a.jsonl',
    '/journal/a-2.jsonl',
    '/journal/a-3.jsonl',
  ]);
  for (const each of open) {
    each.close();
    expect(readFileSync(each.path, 'utf8').match(/"type":"header"/g)).toHaveLength(1);
  }
  expect(() => openOwnJournal(join(path, 'b.jsonl'), header)).toThrow(
    `${join(path, 'b.jsonl')} cannot be written: what should be its folder is a file. No request is sent without it`,
  );
  rmSync(own, { recursive: true });
});
