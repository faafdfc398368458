import { run } from '../../src/cli/main.ts';
import { emulatorForEach } from '../support/emulatorForEach.ts';
import { recordingIo } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { versionAndTenant } from '../support/tenants.ts';

describe('doctor as annotations', () => {
  const emulator = emulatorForEach();
  const folder = folderForEach();

  async function doctor(): Promise<{ readonly code: number; readonly lines: readonly string[] }> {
    const io = recordingIo(folder.path, { env: { XTAP_GRAPH_URL: emulator.url } });
    const code = await run(['doctor', '--format', 'github'], io);
    return { code, lines: io.written.stdout.trimEnd().split('\n') };
  }

  test('is one notice if every check passes', async () => {
    const { code, lines } = await doctor();
    expect({ code, lines }).toEqual({ code: 0, lines: [expect.stringMatching(/^::notice title=xtap doctor::/)] });
  });

  test('has an error for each failed check, a warning for each check that warns, and a notice with the whole result', async () => {
    folder.write('configs/a.yaml', versionAndTenant);
    emulator.addFault('GET /organization every 403');
    emulator.addFault('GET . every 403');
    const { code, lines } = await doctor();
    expect(code).toBe(77);
    expect(lines.map((line) => line.replace(/(?<=title=[^:]*)::.*/, ''))).toEqual([
      '::error title=xtap doctor%3A tenant',
      '::error title=xtap doctor%3A policy',
      '::notice title=xtap doctor',
    ]);
  });
});

describe('a format that a command does not have', () => {
  const stopped = (): Parameters<typeof recordingIo>[1] => ({
    onStopSignal: (stop) => {
      setImmediate(() => stop('SIGINT'));
      return () => undefined;
    },
  });

  test('gives a note and the default format if the environment requests it', async () => {
    const io = recordingIo(__dirname, { ...stopped(), env: { XTAP_FORMAT: 'markdown' } });
    await run(['emulate'], io);
    expect(io.written.stdout).toMatch(/^Graph emulator on http:/);
    expect(io.written.stderr).toContain('emulate has no markdown output (XTAP_FORMAT), so this is text.');
  });

  test('is refused if the command line requests it', async () => {
    const io = recordingIo(__dirname, { env: { XTAP_FORMAT: 'json' } });
    expect(await run(['emulate', '--format', 'markdown'], io)).toBe(64);
    expect(io.written.stderr).toContain(
      'Allowed choices are text, json. No emulator was started. See "xtap emulate --help".',
    );
  });
});
