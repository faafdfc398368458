import type { Io, OutputStream } from './io.ts';

/** Colour follows the terminal; NO_COLOR (no-color.org) and `--no-color` turn it off, FORCE_COLOR turns it on. */
export function chooseColor(io: Io, refused: boolean): { readonly stdout: boolean; readonly stderr: boolean } {
  const { NO_COLOR, FORCE_COLOR } = io.env;
  const choose = (stream: OutputStream): boolean => {
    if (refused || (NO_COLOR !== undefined && NO_COLOR !== '')) return false;
    if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
    return stream.isTTY && io.env.TERM !== 'dumb';
  };
  return { stdout: choose(io.stdout), stderr: choose(io.stderr) };
}
