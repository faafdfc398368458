import { runIn } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { versionAndTenant } from '../support/tenants.ts';

/*
 * At most a thousand findings are listed. In every format, the listed and the counted findings together are all
 * findings, and errors are listed before warnings.
 */
const head = `${versionAndTenant}partners:\n`;
const id = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const lines = (amount: number, line: (index: number) => string): string =>
  Array.from({ length: amount }, (_, index) => line(index)).join('');
const overdue = lines(1050, (index) => `  - { tenantId: ${id(index)}, reviewBy: 2020-01-01, inboundTrust: inherit }\n`);
const mistaken = lines(1050, (index) => `  - { tenantId: ${id(index + 5000)}, inboundTrusts: inherit }\n`);

const folder = folderForEach();

async function xtap(partners: string, ...words: readonly string[]) {
  folder.write('configs/a.yaml', head + partners);
  folder.write('live.json', JSON.stringify({ value: [] }));
  return runIn(folder.path, words);
}

interface Listed {
  readonly severity: string;
  readonly code: string;
  readonly message: string;
}

describe('a thousand and fifty warnings', () => {
  test('are counted by validate in text', async () => {
    const { code, stdout, stderr } = await xtap(overdue, 'validate');
    expect(code).toBe(0);
    expect(stdout).toContain('1,050 partners in 1 file, 1,050 warnings.');
    expect(stderr.match(/warning\[review-overdue\]/g)).toHaveLength(9);
    expect(stderr).toMatch(/warning: and 1,041 more: 991 review-overdue, 50 that xtap only counts .*\n$/);
  });

  test('are counted by validate in JSON and Markdown', async () => {
    const { diagnostics } = JSON.parse((await xtap(overdue, 'validate', '--format', 'json')).stdout) as {
      readonly diagnostics: readonly Listed[];
    };
    expect(diagnostics).toHaveLength(1001);
    expect(diagnostics.at(-1)).toEqual({ severity: 'warning', code: 'more-findings', message: '… and 50 more' });
    expect((await xtap(overdue, 'validate', '--format', 'markdown')).stdout).toContain('1,050 warnings');
  });

  test('are counted by the tenth annotation', async () => {
    const { stdout } = await xtap(overdue, 'validate', '--format', 'github');
    expect(stdout.match(/^::warning /gm)).toHaveLength(10);
    expect(stdout).toContain('… and 1,041 more');
  });

  test.each([
    ['text', 'and 1,041 more: 991 review-overdue, 50 that xtap only counts'],
    ['markdown', '**1,050 warnings**', 'and 1,041 more: 991 review-overdue, 50 that xtap only counts'],
    ['html', '1,050 warnings', '… and 50 more'],
    ['github', '… and 1,041 more'],
  ])('are counted by the plan in %s', async (format, ...expected) => {
    const { stdout } = await xtap(overdue, 'plan', '--live', 'live.json', '--format', format);
    for (const text of expected) expect(stdout).toContain(text);
  });
});

describe('a thousand and fifty errors among as many warnings', () => {
  const both = overdue + mistaken;

  test('are counted in text, and only errors are listed', async () => {
    const { code, stderr } = await xtap(both, 'validate');
    expect(code).toBe(65);
    expect(stderr.match(/error\[unknown-key\]/g)).toHaveLength(1000);
    expect(stderr).toContain('error[more-findings]: … and 50 more\n');
    expect(stderr).toContain('warning[more-findings]: … and 1050 more\n');
    expect(stderr).toContain('The configuration has 1050 errors.');
  });

  test('are counted in JSON', async () => {
    const { error } = JSON.parse((await xtap(both, 'validate', '--format', 'json')).stdout) as {
      readonly error: { readonly message: string; readonly diagnostics: readonly Listed[] };
    };
    expect(error.message).toBe('The configuration has 1050 errors.');
    expect(error.diagnostics.slice(0, 1000).every(({ code }) => code === 'unknown-key')).toBe(true);
    expect(error.diagnostics.slice(1000)).toEqual([
      { severity: 'error', code: 'more-findings', message: '… and 50 more' },
      { severity: 'warning', code: 'more-findings', message: '… and 1050 more' },
    ]);
  });

  test('are counted in annotations, and in the HTML page of the error', async () => {
    const { stdout } = await xtap(both, 'validate', '--format', 'github');
    // The 1050 errors, and the error that names their number.
    expect(stdout).toContain('::error title=… and 1%2C042 more::');
    expect(stdout).toMatch(/::warning title=xtap%3A more-findings::… and 1050 more/);
    expect((await xtap(both, 'validate', '--format', 'markdown')).stdout).toContain(
      'The configuration has 1050 errors.',
    );
  });
});

describe('a thousand and fifty findings with the same code do not hide later findings', () => {
  const other = lines(30, (index) => `  - { tenantId: ${id(index + 7000)}, profiles: [p${index}] }\n`);
  const last = `  - { tenantId: ${id(8000)}, inboundTrust: }\n  - { tenantId: ${id(8001)}, colour: red, inboundTrust: inherit }\n`;
  const first = overdue + mistaken;
  const all = first + other + last;

  test('in text, in the order of their lines and with counts', async () => {
    const { stderr } = await xtap(all, 'validate');
    const listed = stderr.match(/(?<=^configs\/a\.yaml:)\d+(?=:\d+: error)/gm)?.map(Number) ?? [];
    expect(listed).toHaveLength(1000);
    expect(listed).toEqual([...listed].sort((a, b) => a - b));
    // One finding of each code, and the first findings in the remaining places.
    expect(stderr.match(/error\[unknown-key\].*inboundTrusts/g)).toHaveLength(968);
    expect(stderr.match(/error\[unknown-profile\]/g)).toHaveLength(30);
    expect(stderr).toContain('error[null-value]');
    expect(stderr).toMatch(/error\[unknown-key\].*colour/);
    expect(stderr).toContain('error[more-findings]: … and 82 more\n');
    expect(stderr).toContain('The configuration has 1082 errors.');
  });

  test('in JSON', async () => {
    const { error } = JSON.parse((await xtap(all, 'validate', '--format', 'json')).stdout) as {
      readonly error: { readonly diagnostics: readonly Listed[] };
    };
    const codes = new Set(error.diagnostics.slice(0, 1000).map(({ code }) => code));
    expect([...codes]).toEqual(['unknown-key', 'unknown-profile', 'null-value']);
  });

  test('in annotations, of which GitHub shows ten', async () => {
    const { stdout } = await xtap(all, 'validate', '--format', 'github');
    for (const code of ['unknown-key', 'unknown-profile', 'null-value'])
      expect(stdout).toContain(`title=xtap%3A ${code}`);
    expect(stdout).toContain('::error title=… and 1%2C074 more::');
  });

  test('among the warnings of a plan', async () => {
    const bare = `  - { tenantId: ${id(9000)} }\n`;
    const codes = ['review-overdue', 'partner-without-settings'];
    for (const format of ['text', 'json', 'markdown', 'html', 'github']) {
      const { stdout } = await xtap(overdue + bare, 'plan', '--live', 'live.json', '--format', format);
      for (const code of codes) expect(stdout).toContain(code);
    }
  });
});
