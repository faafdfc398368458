/*
 * What a job waits for before it starts: the reviewers of its environment, then its turn in its concurrency group.
 * GitHub keeps one job per group that waits for its turn, and cancels the one before it; with `queue: max` all of them
 * stay.
 */
import type { RunState } from './jobGraph.ts';

/** A job that waits for its turn. */
export interface Waiting {
  readonly cancel: () => Promise<void>;
  /** Continues the run of the job. */
  readonly advance: () => Promise<void>;
}

export interface Group {
  readonly name: string;
  readonly queue: 'single' | 'max';
}

export interface Groups {
  /** Whether the job may start now; if not, it waits for its turn. */
  readonly enter: (group: Group, job: Waiting) => Promise<boolean>;
  /** A writer that is busy until the function is called. */
  readonly occupy: (name: string) => () => Promise<void>;
}

export function newGroups(): Groups {
  const busy = new Map<string, Waiting[]>();
  return {
    enter: async ({ name, queue }, job) => {
      const waiting = busy.get(name.toLowerCase());
      if (waiting === undefined) return true;
      if (queue === 'single') for (const other of waiting.splice(0)) await other.cancel();
      waiting.push(job);
      return false;
    },
    occupy: (name) => {
      busy.set(name.toLowerCase(), []);
      return async () => {
        const waiting = busy.get(name.toLowerCase()) ?? [];
        busy.delete(name.toLowerCase());
        for (const job of waiting) await job.advance();
      };
    },
  };
}

/** A job that names an environment which does not exist creates it, without any rule. */
export function gateOf({ world, listed, reviewsSeen }: RunState, environment: string): 'open' | 'waiting' | 'rejected' {
  const { environments, reviews } = world.github;
  const { reviewers, vars } = environments.get(environment) ?? { reviewers: [], vars: {} };
  environments.set(environment, { reviewers, vars });
  if (reviewers === null || reviewers.length === 0) return 'open';
  const review = reviews.slice(reviewsSeen).find((each) => each.run === listed.id && each.environment === environment);
  if (review === undefined) return 'waiting';
  return review.state === 'approved' ? 'open' : 'rejected';
}
