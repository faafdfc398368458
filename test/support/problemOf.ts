import { XtapError } from '../../src/model/errors.ts';

/** The XtapError that this ends with; anything else is a test failure. */
export async function problemOf(work: Promise<unknown>): Promise<XtapError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof XtapError)) throw new Error(`no XtapError: ${String(error)}`);
  return error;
}
