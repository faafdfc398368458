import type { Position } from './position.ts';

/** One finding about the configuration. `code` is stable and documented in the reference. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  /** Missing where the finding belongs to no line (a missing path). */
  readonly position?: Position;
  readonly message: string;
  /** The line of the file at `position`, for the caret. */
  readonly sourceLine?: string;
  /** "did you mean" and other ways out. */
  readonly hint?: string;
}
