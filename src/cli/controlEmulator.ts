/* `xtap emulate edit|fault|reset`: changes an emulator that already runs, for guides and rehearsals. */
import { text as readAll } from 'node:stream/consumers';
import { type ControlAnswer, controlPath } from '../emulator/http/control.ts';
import { isLoopbackHost } from '../platform/http/loopback.ts';
import { NetworkFault } from '../platform/http/networkFault.ts';
import { sendHttp } from '../platform/http/sendHttp.ts';
import type { CommandResult, Invocation } from './command.ts';
import { UsageError } from './errors.ts';

export async function controlEmulator({ operands, flags, io, signal }: Invocation): Promise<CommandResult> {
  const url = emulatorUrl(flags.numbers.get('port'), io.env.XTAP_GRAPH_URL ?? '');
  const { isDone, message } = await sendWords(url, operands, signal);
  if (!isDone) throw unchanged(message);
  const renderings = { text: () => `${message}\n`, json: () => `${JSON.stringify({ message })}\n` };
  return { runResult: 'done', renderings };
}

function emulatorUrl(port: number | undefined, graphUrl: string): URL {
  if (port !== undefined) return new URL(`http://127.0.0.1:${port}`);
  const url = URL.canParse(graphUrl) ? new URL(graphUrl) : undefined;
  if (url !== undefined && isLoopbackHost(url.hostname)) return url;
  const next = 'Set XTAP_GRAPH_URL to its address, or give its port with --port.';
  throw unchanged('xtap does not know which emulator to change.', next);
}

async function sendWords(url: URL, words: readonly string[], signal: AbortSignal): Promise<ControlAnswer> {
  const headers = { 'content-type': 'application/json' };
  const request = { method: 'POST', headers, body: JSON.stringify(words), signal };
  try {
    const { body } = await sendHttp(new URL(controlPath, url), request);
    const answer = JSON.parse(await readAll(body)) as Partial<ControlAnswer>;
    if (typeof answer.message === 'string') return { isDone: answer.isDone === true, message: answer.message };
  } catch (error) {
    if (!(error instanceof NetworkFault || error instanceof SyntaxError)) throw error;
  }
  throw unchanged(`No emulator answers at ${url.origin}.`, 'Start one with "xtap emulate".');
}

function unchanged(what: string, next = ''): UsageError {
  return new UsageError('usage', what, { notDone: 'No emulator was changed.', next });
}
