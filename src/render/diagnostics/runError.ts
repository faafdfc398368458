import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Position } from '../../model/position.ts';

/** The error that ended a run, as the renderers need it. An `XtapError` has this shape. */
export interface RunError {
  readonly code: string;
  readonly message: string;
  readonly details: {
    readonly position?: Position;
    readonly requestId?: string;
    readonly notDone?: string;
    readonly diagnostics?: readonly Diagnostic[];
  };
}
