import { XtapError } from '../model/errors.ts';
import type { Setting } from '../model/setting.ts';
import type { ExecutionPorts } from './executionPorts.ts';
import type { JournalEntry } from './journalEntry.ts';
import type { Pace } from './pace.ts';
import type { StopSwitch } from './stopSwitch.ts';

/** The state that all operations of a run share. */
export interface ApplyRun extends ExecutionPorts {
  readonly table: readonly Setting[];
  readonly pace: Pace;
  readonly stop: StopSwitch;
}

/** Appends a line to the journal. If that fails the run stops, and false means that nothing more may be sent. */
export function recordEntry({ journal, stop }: Pick<ApplyRun, 'journal' | 'stop'>, entry: JournalEntry): boolean {
  try {
    journal.append(entry);
    return true;
  } catch (error) {
    return stopFor(error, stop);
  }
}

/** Like `recordEntry`, and waits until the line is on the disk. */
export async function recordDurably(run: Pick<ApplyRun, 'journal' | 'stop'>, entry: JournalEntry): Promise<boolean> {
  if (!recordEntry(run, entry)) return false;
  try {
    await run.journal.flush();
    return true;
  } catch (error) {
    return stopFor(error, run.stop);
  }
}

function stopFor(error: unknown, stop: StopSwitch): false {
  if (!(error instanceof XtapError)) throw error;
  stop.request({ because: error.message, problem: error });
  return false;
}

export function describeStop({ stop }: Pick<ApplyRun, 'stop'>): string {
  return `not sent: ${stop.reason()?.because ?? 'the run was stopped'}`;
}
