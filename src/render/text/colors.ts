import type picocolors from 'picocolors';

/** The colours of one run: functions that paint, or that return the text as it is. */
export type Colors = ReturnType<typeof picocolors.createColors>;

/** What the rows of a text have in common. */
export interface TextPage {
  readonly colors: Colors;
  readonly width: number;
}
