import { XtapError } from '../model/errors.ts';

/** For a file that an apply writes before its first request: where it fails, whoever reads why need not fear for the tenant. */
export async function withNothingSent(writing: Promise<void>): Promise<void> {
  try {
    await writing;
  } catch (error) {
    if (!(error instanceof XtapError)) throw error;
    throw new XtapError(error.code, `${error.message} Nothing was sent.`, error.details);
  }
}
