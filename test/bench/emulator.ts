import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

export interface EmulatorSettings {
  /** The tenant to start with; an empty one without it. */
  readonly snapshot?: string;
  readonly latencyMs: number;
  readonly pageSize: number;
  readonly quota?: { readonly writesPerSecond: number; readonly burst: number };
}

/** Since the start, as the server saw it. */
export interface Traffic {
  readonly requests: number;
  readonly gets: number;
  readonly writes: number;
  readonly throttled: number;
  /** From the arrival of the first write to the answer of the last. */
  readonly writingMs: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
}

export interface RunningEmulator {
  readonly url: string;
  readonly traffic: () => Promise<Traffic>;
}

/** Gives `use` an emulator of its own, in a process of its own. */
export async function withEmulator<T>(
  script: string,
  settings: EmulatorSettings,
  use: (emulator: RunningEmulator) => Promise<T>,
): Promise<T> {
  const child = fork(script, [JSON.stringify(settings)]);
  try {
    const { url } = (await answerOf(child)) as { readonly url: string };
    const traffic = async (): Promise<Traffic> => {
      const answer = answerOf(child);
      child.send('traffic');
      return (await answer) as Traffic;
    };
    return await use({ url, traffic });
  } finally {
    child.disconnect();
    await once(child, 'exit');
  }
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const [message] = (await once(child, 'message')) as [unknown];
  return message;
}
