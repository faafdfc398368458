/*
 * Tells people how a run of `drift` or `apply` has ended. It runs after the result is printed, and nothing in it fails
 * the run: a problem is a note on stderr.
 */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { TenantId } from '../../model/tenantId.ts';
import { writePrivateFile } from '../../platform/files/writePrivateFile.ts';
import { NetworkFault } from '../../platform/http/networkFault.ts';
import { proxyAgentFor } from '../../platform/http/proxy.ts';
import { sendHttp } from '../../platform/http/sendHttp.ts';
import { mostOpen, type Notification, type NotifiedChange } from '../../render/notify/notification.ts';
import { notificationTitle } from '../../render/notify/notificationLines.ts';
import { readCiRun } from '../ciRun.ts';
import { isoTime, type RunContext, version } from '../runContext.ts';
import { chooseEvent, isSilent, type NotifiedState, nextState, type RunEnd } from './chooseEvent.ts';
import { type NotifyTarget, urlOfTarget } from './notifyTargets.ts';

/** What a command knows about its run; less if the run ends early. */
export interface RunNotice {
  readonly tenantId?: TenantId;
  readonly digest?: string;
  readonly counts?: Readonly<Record<string, number>>;
  readonly changes?: readonly NotifiedChange[];
}

export interface NotifyRequest extends Omit<RunEnd, 'driftDigest' | 'operations'> {
  readonly targets: readonly NotifyTarget[];
  readonly notice: RunNotice;
  /** The code of the error that ended the run. */
  readonly error?: string | undefined;
  /** The file that keeps what people know about drift. */
  readonly stateFile?: string | undefined;
}

const timeoutMs = 10_000;

export async function notifyRun(request: NotifyRequest, runContext: RunContext): Promise<void> {
  const { command, exitCode, notice, targets } = request;
  const end: RunEnd = {
    command,
    exitCode,
    driftDigest: command === 'drift' ? notice.digest : undefined,
    operations: notice.changes?.length ?? 0,
  };
  const file = stateFileOf(request);
  const known = command === 'drift' ? await readState(file, runContext) : undefined;
  const event = chooseEvent(end, known);
  if (event !== undefined) {
    const notification = notificationOf(event, request, runContext);
    await Promise.all(targets.map((target) => sendTo(target, notification, runContext)));
  }
  if (command === 'drift' && !isSilent(end)) await writeState(file, nextState(end, known), runContext);
}

function notificationOf(
  event: Notification['event'],
  { exitCode, notice, error }: NotifyRequest,
  { env, wallNow }: RunContext,
): Notification {
  const { tenantId, digest, counts = {}, changes = [] } = notice;
  return {
    formatVersion: 1,
    event,
    at: isoTime(wallNow()),
    toolVersion: version,
    ...(tenantId && { tenantId }),
    exitCode,
    title: notificationTitle(event, { tenantId, counts }),
    ...(digest !== undefined && { digest }),
    counts,
    ...mostOpen(changes),
    ...(error !== undefined && { error }),
    ...readCiRun(env),
  };
}

/** Sends once. A repeated notification is worse than a missing one. */
async function sendTo(target: NotifyTarget, notification: Notification, { env, note }: RunContext): Promise<void> {
  const found = urlOfTarget(target, env);
  const problem =
    'problem' in found ? found.problem : await problemOfSending(found.url, target.bodyOf(notification), env);
  if (problem !== undefined)
    note(`The notification to ${target.label} was not delivered: ${problem}. The result of the run stays.`);
}

/** Undefined after a delivery. No text of the error is shown, since it may contain the URL. */
async function problemOfSending(url: URL, body: string, env: RunContext['env']): Promise<string | undefined> {
  try {
    const agent = await proxyAgentFor(url.href, env);
    const answer = await sendHttp(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(body)) },
      body,
      signal: AbortSignal.timeout(timeoutMs),
      agent,
    });
    answer.body.resume();
    if (answer.isOk) return undefined;
    const isRedirect = answer.status < 400;
    return `the server answered ${answer.status}${isRedirect ? ', and xtap follows no redirect' : ''}`;
  } catch (error) {
    if (error instanceof NetworkFault) return 'the server did not answer';
    return (error as Error).name === 'TimeoutError'
      ? `the server did not answer within ${timeoutMs / 1000} s`
      : 'the request could not be sent';
  }
}

function stateFileOf({ stateFile, notice: { tenantId } }: NotifyRequest): string {
  return stateFile ?? `.xtap/notify/${tenantId ?? 'unknown'}.json`;
}

/** If the file is missing or not readable, xtap reports once more. */
async function readState(file: string, { cwd }: RunContext): Promise<NotifiedState | undefined> {
  try {
    const value = JSON.parse(await readFile(resolve(cwd, file), 'utf8')) as Partial<NotifiedState>;
    return value.formatVersion === 1 && value.state !== undefined ? (value as NotifiedState) : undefined;
  } catch {
    return undefined;
  }
}

async function writeState(file: string, state: NotifiedState, { cwd, note }: RunContext): Promise<void> {
  try {
    await writePrivateFile(resolve(cwd, file), `${JSON.stringify(state)}\n`, file);
  } catch (error) {
    note(`${(error as Error).message} The next run may send the same notification again.`);
  }
}
