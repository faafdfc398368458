/* `--notify` of drift and apply. The code that sends is loaded only if the flag is given. */
import type { RunNotice } from '../app/notify/notifyRun.ts';
import { type NotifyTarget, parseNotifyTargets } from '../app/notify/notifyTargets.ts';
import { XtapError } from '../model/errors.ts';
import type { FlagValues, Invocation } from './command.ts';
import { runContextOf } from './flags/useCaseOptions.ts';

export interface Notifier {
  /** Adds to what is known about the run. */
  readonly announce: (notice: RunNotice) => void;
  /** Throws XtapError `usage` if a receiver cannot be read. */
  readonly start: (invocation: Invocation) => void;
  /** Tells the receivers. Never rejects, and does nothing if the run did not start. */
  readonly end: (end: { readonly exitCode: number; readonly error?: unknown }) => Promise<void>;
}

export function createNotifier(command: string, { lists, texts }: FlagValues): Notifier {
  let notice: RunNotice = {};
  let started: { readonly invocation: Invocation; readonly targets: readonly NotifyTarget[] } | undefined;
  return {
    announce: (more) => {
      notice = { ...notice, ...more };
    },
    start: (invocation) => {
      const targets = parseNotifyTargets(lists.get('notify') ?? []);
      if (targets.length > 0) started = { invocation, targets };
    },
    end: async ({ exitCode, error }) => {
      if (started === undefined || (command !== 'drift' && command !== 'apply')) return;
      const { notifyRun } = await import('../app/notify/notifyRun.ts');
      const code = error === undefined ? undefined : error instanceof XtapError ? error.code : 'bug';
      const request = { command, exitCode, notice, error: code, stateFile: texts.get('notify-state') } as const;
      await notifyRun({ ...request, targets: started.targets }, runContextOf(started.invocation));
    },
  };
}
