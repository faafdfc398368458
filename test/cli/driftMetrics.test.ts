/* `drift -o openmetrics=FILE`: what a monitor reads, and when the file stays as it was. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { open, trust } from '../support/builders.ts';
import { emulatorForEach } from '../support/emulatorForEach.ts';
import { runIn } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, home, woodgrove } from '../support/tenants.ts';

const emulator = emulatorForEach({ seed: 'empty' });
const folder = folderForEach();
const metrics = (): string => readFileSync(join(folder.path, 'xtap.prom'), 'utf8');
const drift = (...words: readonly string[]) =>
  runIn(folder.path, ['drift', '--no-attribution', '-o', 'openmetrics=xtap.prom', ...words], emulator.url, {
    wallNow: () => Date.parse('2026-11-30T04:17:00Z'),
  });

beforeEach(async () => {
  folder.write(
    'configs/a.yaml',
    `version: 1\ntenant: ${home}\nundeclaredSettings: ignore\npartners:\n  - { tenantId: ${fabrikam}, reviewBy: 2026-11-29, inboundTrust: { isMfaAccepted: false } }\n`,
  );
  await runIn(folder.path, ['apply', '--yes', '--allow-broadening'], emulator.url);
});

test('the differences by impact, what is undeclared, overdue reviews, and the time of the read', async () => {
  emulator.portalEdit(fabrikam, { inboundTrust: trust(true) });
  emulator.portalEdit(woodgrove, { tenantId: woodgrove, b2bDirectConnectInbound: open });
  expect((await drift()).code).toBe(2);
  const of = (name: string, labels = ''): string => `${name}{tenant="${home}"${labels}}`;
  const lines = metrics().split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      '# TYPE xtap_drift_differences gauge',
      `${of('xtap_drift_differences', ',impact="more_open"')} 1`,
      `${of('xtap_drift_differences', ',impact="tighter"')} 0`,
      `${of('xtap_drift_more_open')} 2`,
      `${of('xtap_drift_undeclared', ',kind="partners"')} 1`,
      `${of('xtap_reviews_overdue')} 1`,
      '# UNIT xtap_last_read_timestamp_seconds seconds',
      `${of('xtap_last_read_timestamp_seconds')} ${Date.parse('2026-11-30T04:17:00Z') / 1000}`,
    ]),
  );
  expect(metrics()).toMatch(/\n# EOF\n$/);
});

test('the form is that of OpenMetrics: each metric is described once, before its values', async () => {
  await drift();
  const described: string[] = [];
  for (const line of metrics().trimEnd().split('\n').slice(0, -1)) {
    const [, kind, name = ''] = /^# (TYPE|UNIT|HELP) (\w+) \S/.exec(line) ?? [];
    if (kind === 'TYPE') described.push(name);
    if (kind !== undefined) expect(name).toBe(described.at(-1));
    else expect(line).toMatch(new RegExp(`^${described.at(-1)}\\{[a-z]+="[^"\\\\]*"(,[a-z]+="\\w+")*\\} \\d+$`));
  }
  expect(new Set(described).size).toBe(described.length);
});

test('after a correction, the metrics say what is left', async () => {
  emulator.portalEdit(fabrikam, { inboundTrust: trust(true) });
  expect((await drift('--correct')).code).toBe(0);
  expect(metrics()).toContain(`xtap_drift_more_open{tenant="${home}"} 0\n`);
});

test('a run that cannot read the tenant leaves the file alone, so that the time of the last good read gets old', async () => {
  emulator.addFault('GET partners every 403');
  expect((await drift('--retry-timeout', '0')).code).toBe(77);
  expect(existsSync(join(folder.path, 'xtap.prom'))).toBe(false);
});

test('it is a format of drift, on stdout too, and of no other command', async () => {
  const { stdout } = await runIn(folder.path, ['drift', '--no-attribution', '--format', 'openmetrics'], emulator.url);
  expect(stdout).toMatch(/^# TYPE xtap_drift_differences gauge\n/);
  expect((await runIn(folder.path, ['plan', '--format', 'openmetrics'], emulator.url)).code).toBe(64);
});
