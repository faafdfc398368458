import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Position } from '../../model/position.ts';

/** What ended a run, in every format. An `XtapError` is one; so is anything else that has a code and a message. */
export interface RunError {
  readonly code: string;
  readonly message: string;
  readonly details: {
    readonly position?: Position;
    readonly requestId?: string;
    readonly diagnostics?: readonly Diagnostic[];
  };
}
