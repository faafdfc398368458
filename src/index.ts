/* xtap as a library. Every export is a promise to users; nothing else of the package can be imported. */
import { createLibrary } from './app/library.ts';
import type { Xtap } from './app/libraryTypes.ts';
import { systemClock } from './platform/clock.ts';

export type { Explanation } from './access/explain.ts';
export type { PullResult } from './app/edit/pullResult.ts';
export type {
  ApplyRequest,
  ApplyResult,
  Approval,
  CheckOptions,
  CheckOutcome,
  ConfigurationOptions,
  DriftResult,
  ExplainOptions,
  GraphRequest,
  PlanRequest,
  PullOptions,
  RenderFormat,
  ReplayOptions,
  Xtap,
} from './app/libraryTypes.ts';
export { version } from './app/runContext.ts';
export type { CheckResult } from './check/runRules.ts';
export type { Diagnostic } from './model/diagnostic.ts';
export { type ErrorCode, XtapError } from './model/errors.ts';
export type { Change, FieldChange, GuardResult, Plan, PlannedRequest, PlanSummary } from './model/plan.ts';
export type { ApplyReport, RequestOutcome } from './model/report.ts';
export type { Drift } from './plan/drift/describeDrift.ts';
export type { Replay } from './replay/replay.ts';

export interface XtapOptions {
  /** The folder of relative paths. Default: the working directory of the process. */
  readonly cwd?: string;
  /**
   * The variables of the identity (`AZURE_CLIENT_ID` and others), of the proxy, and `XTAP_GRAPH_URL`. Default: those of
   * the process.
   */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Receives what a command prints on stderr during a run, such as a wait before a retry. */
  readonly onNote?: (text: string) => void;
  /** Abort it to stop a run: an apply finishes the requests in flight, and reports their outcome. */
  readonly signal?: AbortSignal;
}

/** Sends nothing and reads nothing yet. */
export function createXtap({ cwd, env, onNote, signal }: XtapOptions = {}): Xtap {
  return createLibrary({
    ...systemClock,
    cwd: cwd ?? process.cwd(),
    env: env ?? process.env,
    note: onNote ?? (() => undefined),
    signal: signal ?? new AbortController().signal,
  });
}
