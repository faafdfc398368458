import { XtapError } from '../model/errors.ts';
import { renderErrorGithub } from '../render/diagnosticsGithub.ts';
import { renderErrorJson } from '../render/diagnosticsJson.ts';
import { renderErrorText } from '../render/diagnosticsText.ts';
import { textAsHtml, textAsMarkdown } from '../render/textDocument.ts';
import { exitCodeOfBug, exitCodeOfError } from './exitCodes.ts';
import type { Format } from './flags.ts';
import type { Io } from './io.ts';
import { textWidth } from './planDocuments.ts';

const title = 'xtap: nothing was done';

/** Prints what ended the run, in the format that was asked for, and tells the exit code. */
export function endWithError(
  error: unknown,
  { format, io, color = false }: { readonly format: Format; readonly io: Io; readonly color?: boolean },
): number {
  if (!(error instanceof XtapError)) return endWithBug(error, { format, io });
  const forPeople = (colored: boolean): string =>
    renderErrorText(error, { color: colored, width: textWidth(io.stderr) });
  const documents: Readonly<Record<Exclude<Format, 'text'>, () => string>> = {
    json: () => renderErrorJson(error),
    markdown: () => textAsMarkdown(title, forPeople(false)),
    html: () => textAsHtml(title, forPeople(false)),
    github: () => renderErrorGithub(error),
  };
  if (format !== 'text') io.stdout.write(documents[format]());
  if (format !== 'json') io.stderr.write(forPeople(color));
  return exitCodeOfError(error.code);
}

function endWithBug(error: unknown, { format, io }: { readonly format: Format; readonly io: Io }): number {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const message = error instanceof Error ? error.message : String(error);
  if (format === 'json') io.stdout.write(`${JSON.stringify({ error: { code: 'bug', message, diagnostics: [] } })}\n`);
  io.stderr.write(`This is a bug in xtap, please report it with the lines below.\n${stack}\n`);
  return exitCodeOfBug;
}
