/* Errors of the command line: usage errors, and how an error ends a run (output in each format, exit code). */
import { version } from '../app/runContext.ts';
import { XtapError } from '../model/errors.ts';
import { renderErrorGithub } from '../render/diagnostics/diagnosticsGithub.ts';
import { renderErrorJson } from '../render/diagnostics/diagnosticsJson.ts';
import { renderDiagnosticsJunit } from '../render/diagnostics/diagnosticsJunit.ts';
import { renderDiagnosticsSarif } from '../render/diagnostics/diagnosticsSarif.ts';
import { renderErrorText } from '../render/diagnostics/diagnosticsText.ts';
import type { Finding } from '../render/diagnostics/finding.ts';
import { notDoneTitle } from '../render/diagnostics/runError.ts';
import { textAsHtml, textAsMarkdown } from '../render/text/textDocument.ts';
import type { Renderings } from './command.ts';
import { exitCodeOfBug, exitCodeOfError } from './exitCodes.ts';
import type { Format } from './flags/flags.ts';
import { chooseWidths, type Io, type TextWidths, usualWidth } from './output/io.ts';

/** A mistake on the command line that the help explains. */
export class UsageError extends XtapError {}

export function usageError(what: string, next?: string): XtapError {
  return new UsageError('usage', what, { ...(next !== undefined && { next }) });
}

/** `xtap stopped: nothing was written` */
function titleOf(error: XtapError): string {
  const notDone = notDoneTitle(error);
  return `xtap stopped${notDone === undefined ? '' : `: ${notDone}`}`;
}

/** The error that ended a run, in every format. */
export function errorRenderings(error: XtapError): Renderings {
  const text = (): string => renderErrorText(error, { color: false, width: usualWidth, messages: usualWidth });
  return {
    text,
    json: () => renderErrorJson(error),
    markdown: () => textAsMarkdown(titleOf(error), text()),
    html: () => textAsHtml(titleOf(error), text()),
    github: () => renderErrorGithub(error),
    sarif: () => renderDiagnosticsSarif('error', errorFindings(error), version),
    junit: () => renderDiagnosticsJunit('xtap', errorFindings(error), []),
    digest: () => '',
  };
}

/** The findings that the error lists, and the error itself. */
function errorFindings({ code, message, details }: XtapError): readonly Finding[] {
  const { position, diagnostics = [] } = details;
  return [...diagnostics, { severity: 'error', code, message, ...(position && { position }) }];
}

/** Prints the error that ended the run in the requested format and returns the exit code. */
export function endWithError(
  error: unknown,
  {
    format,
    io,
    color = false,
    width = chooseWidths(io),
  }: { readonly format: Format; readonly io: Io; readonly color?: boolean; readonly width?: TextWidths },
): number {
  if (!(error instanceof XtapError)) return endWithBug(error, { format, io });
  // In text, the error goes to stderr only: stdout holds results, and there is no result.
  if (format !== 'text') io.stdout.write(errorRenderings(error)[format]?.() ?? '');
  if (format !== 'json')
    io.stderr.write(renderErrorText(error, { color, width: width.stderr, messages: width.messages }));
  return exitCodeOfError(error.code);
}

/** The text for stderr. */
export function bugText(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `This is a bug in xtap, please report it with the lines below.\n${stack}\n`;
}

function endWithBug(error: unknown, { format, io }: { readonly format: Format; readonly io: Io }): number {
  const message = error instanceof Error ? error.message : String(error);
  if (format === 'json') io.stdout.write(`${JSON.stringify({ error: { code: 'bug', message, diagnostics: [] } })}\n`);
  io.stderr.write(bugText(error));
  return exitCodeOfBug;
}
