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

/** Empty if the message has the id already. */
export function requestIdLines({ message, details: { requestId = '' } }: RunError): readonly string[] {
  return message.includes(requestId) ? [] : [`request-id ${requestId}`];
}

/** `nothing was written`: what did not happen, for a title; undefined if the error does not say it. */
export function notDoneTitle({ details: { notDone } }: RunError): string | undefined {
  if (notDone === undefined || notDone === '') return undefined;
  return `${notDone.charAt(0).toLowerCase()}${notDone.slice(1).replace(/\.$/, '')}`;
}
