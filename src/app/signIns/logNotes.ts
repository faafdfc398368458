/* What signins says while it reads: how long it will take, how far it is, and what Graph did not accept. */
import type { ReadProgress } from '../../graph/signIns/readSignIns.ts';
import type { RunSetup } from '../../graph/signIns/runState.ts';
import { crossTenantTerm, type Dialect } from '../../graph/signIns/signInRequest.ts';
import { dayMs } from '../../graph/signIns/windows.ts';
import { signInKinds } from '../../model/signIns.ts';
import { count, formatNumber } from '../../render/text/amounts.ts';
import { isoTime, type RunContext } from '../runContext.ts';

export interface LogNotes {
  readonly begin: () => void;
  readonly progress: (progress: ReadProgress) => void;
  readonly dialect: (now: Dialect, before: Dialect) => void;
}

/** Graph allows 5 requests in 10 seconds. */
const msPerRequest = 2_000;

export function logNotes(
  { from, to }: RunSetup,
  { onProgress }: { readonly onProgress: (line: string) => void },
  { note, monotonicNow }: Pick<RunContext, 'note' | 'monotonicNow'>,
): LogNotes {
  const windows = Math.ceil((to - from) / dayMs) * signInKinds.length;
  const begun = monotonicNow();
  /** A resumed run does not begin at 0. */
  let first: number | undefined;
  return {
    begin: () => {
      note(
        `Reading the sign-in log from ${isoTime(from)} to ${isoTime(to)} in windows of 24 hours, at most 5 requests in 10 seconds: ${about(windows * msPerRequest)} or more.`,
      );
    },
    progress: ({ done, events, window }) => {
      first ??= done;
      const share = done - first;
      const elapsed = monotonicNow() - begun;
      const left = share > 0.02 ? (elapsed / share) * (1 - done) : (1 - done) * windows * msPerRequest;
      const day = isoTime(window.from).slice(0, 10);
      onProgress(
        `reading the sign-ins of ${day}: ${Math.floor(done * 100)} % · ${count(events, 'sign-in')} · ${about(left)} left`,
      );
    },
    dialect: (now, before) => {
      note(dialectNote(now, before));
    },
  };
}

function dialectNote(now: Dialect, before: Dialect): string {
  if (now.apiVersion !== before.apiVersion) {
    return 'Graph does not offer the sign-in log in beta here, so xtap reads v1.0. It has interactive sign-ins only, and does not say which of them are collaboration: these stay undecided.';
  }
  const [kind] = before.kinds.filter((each) => !now.kinds.includes(each));
  if (kind !== undefined) return 'Graph does not list non-interactive sign-ins here, so they are a gap in the file.';
  const [term = ''] = before.terms.filter((each) => !now.terms.includes(each));
  return term === crossTenantTerm
    ? 'Graph does not filter by the kind of access here, so xtap reads every sign-in of the tenant and filters by itself. This takes longer, and --max-events counts every sign-in.'
    : `Graph does not accept the filter ${term}, so xtap reads more and filters by itself.`;
}

function about(milliseconds: number): string {
  const minutes = Math.ceil(milliseconds / 60_000);
  if (minutes < 2) return 'about a minute';
  return minutes < 120 ? `about ${minutes} minutes` : `about ${formatNumber(Math.round(minutes / 60))} hours`;
}
