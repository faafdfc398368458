import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainJournal } from '../../src/apply/explainJournal.ts';
import { journalPath, openJournal, openOwnJournal } from '../../src/apply/journal.ts';
import type { JournalEntry, JournalHeader } from '../../src/apply/journalEntry.ts';
import { readJournal } from '../../src/apply/readJournal.ts';
import { tenant } from '../support/executionFixtures.ts';
import { testOnPosix } from '../support/systems.ts';
import { folderForEach, temporaryFolder } from '../support/temporaryFolder.ts';

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

/** Applied, lost and resolved, lost and sent again, throttled, in flight; the sixth never started. */
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

const folder = folderForEach();

function written(): { readonly path: string; readonly text: string } {
  const path = join(folder.path, '.xtap', 'journal', 'run.jsonl');
  const journal = openJournal(path, header, () => new Date(0));
  for (const entry of entries) journal.append(entry);
  journal.close();
  return { path, text: readFileSync(path, 'utf8') };
}

describe('the journal on disk', () => {
  testOnPosix('only its owner can read it', () => {
    const { path } = written();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
    expect(statSync(join(path, '..', '..')).mode & 0o777).toBe(0o700);
  });

  test('every line is in the file as soon as append has returned', () => {
    const path = join(folder.path, 'run.jsonl');
    const journal = openJournal(path, header, () => new Date(0));
    journal.append(intent(0));
    const [, line = ''] = readFileSync(path, 'utf8').split('\n');
    expect(JSON.parse(line)).toEqual({ ...intent(0), at: '1970-01-01T00:00:00.000Z' });
    journal.close();
  });

  test('lines that were written together share one flush, and each flush covers the lines before it', async () => {
    const path = join(folder.path, 'run.jsonl');
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

  test('a folder that cannot be created is an error before anything is sent', () => {
    writeFileSync(join(folder.path, 'file'), '');
    const open = (): unknown => openJournal(join(folder.path, 'file', 'run.jsonl'), header);
    expect(open).toThrow(expect.objectContaining({ name: 'XtapError', code: 'file-not-writable' }));
  });

  test('an existing file is not overwritten', () => {
    const path = join(folder.path, 'run.jsonl');
    writeFileSync(path, 'mine');
    expect(() => openJournal(path, header)).toThrow(expect.objectContaining({ code: 'file-not-writable' }));
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });

  testOnPosix('a path that is not a regular file is an error: it is not written to and keeps its mode', () => {
    const pipe = join(folder.path, 'pipe');
    execFileSync('mkfifo', ['-m', '644', pipe]);
    expect(() => openJournal(pipe, header)).toThrow(/it is not a file/);
    expect(statSync(pipe).mode & 0o777).toBe(0o644);
  });

  test('a run appends to an existing journal, also after a torn line, and readers get the last run', () => {
    const path = join(folder.path, 'run.jsonl');
    openJournal(path, { ...header, startedAt: 'first' }).close();
    appendFileSync(path, '{"type":"intent","oper');
    openJournal(path, { ...header, startedAt: 'second' }).close();
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(4);
    expect(readJournal(readFileSync(path, 'utf8'), path)).toMatchObject({
      header: { startedAt: 'second' },
      torn: false,
    });
  });

  test('the name of a journal sorts by time and contains the plan digest', () => {
    expect(journalPath('.xtap/journal', new Date(Date.UTC(2026, 10, 22, 1, 2, 3)), header.planDigest)).toBe(
      '.xtap/journal/20261122T010203Z-001122334455.jsonl',
    );
  });
});

describe('reading a journal', () => {
  test('a header without the tenant of its run is invalid', () => {
    expect(() => readJournal('{"type":"header","formatVersion":1,"tenantId":{}}\n', 'j')).toThrow('j:1: ');
  });

  test('a complete journal comes back as it was written', () => {
    const { path, text } = written();
    const journal = readJournal(text, path);
    expect(journal.header).toEqual(header);
    expect(journal.entries).toEqual(entries.map((entry) => ({ ...entry, at: '1970-01-01T00:00:00.000Z' })));
    expect(journal.torn).toBe(false);
  });

  test('a journal that ends at any byte yields all of its complete lines', () => {
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
    ['a line that is not an entry', `${JSON.stringify(header)}\n{"type":"intent"}\n`, 2],
    ['a header without its time', `${JSON.stringify({ ...header, startedAt: undefined })}\n`, 1],
    ['an operation without a valid URL', `${JSON.stringify(header)}\n${JSON.stringify({ ...intent(0), url: 1 })}\n`, 2],
    [
      'an outcome of an unknown kind',
      `${JSON.stringify(header)}\n${JSON.stringify({ ...applied, status: 'fine' })}\n`,
      2,
    ],
    ['an end line without a result', `${JSON.stringify(header)}\n{"type":"end"}\n`, 2],
    ['a torn line that is not the last', `${JSON.stringify(header)}\n{"type\n{}\n`, 2],
    ['text without an end', 'hello', 1],
  ])('%s is refused, with the line number', (_, text, line) => {
    expect(() => readJournal(text, 'run.jsonl')).toThrow(
      expect.objectContaining({
        code: 'invalid-journal',
        message: expect.stringContaining(`run.jsonl:${line}:`),
      }),
    );
  });
});

test('in a file with several runs, the line number counts from the start of the file', () => {
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
  test('it distinguishes operations that are done, in doubt, not done and never started', () => {
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

  test('the explanation says that the run ended, and why it stopped', () => {
    const lines = [header, { type: 'end', converged: false, stopped: 'the run was interrupted' }];
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    expect(explainJournal(readJournal(text, 'run.jsonl'))).toMatchObject({
      ended: true,
      stopped: 'the run was interrupted',
      neverStarted: 6,
    });
  });

  test('a journal that ends within its first line shows that nothing was started', () => {
    expect(explainJournal(readJournal('{"formatVer', 'run.jsonl'))).toEqual({
      operations: [],
      neverStarted: 0,
      ended: false,
      torn: true,
    });
  });
});

test('runs that begin in the same second have separate journals; a file in the place of the folder is an error', () => {
  const own = temporaryFolder().path;
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
