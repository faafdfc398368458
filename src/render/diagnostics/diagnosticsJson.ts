import type { Diagnostic } from '../../model/diagnostic.ts';
import { jsonText } from '../text/jsonText.ts';
import type { RunError } from './runError.ts';

export interface DiagnosticObject {
  readonly severity: Diagnostic['severity'];
  readonly code: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
}

export interface ErrorObject {
  readonly code: string;
  readonly message: string;
  readonly diagnostics: readonly DiagnosticObject[];
  readonly requestId?: string;
}

export function diagnosticObject({ severity, code, position, message }: Diagnostic): DiagnosticObject {
  const place = position && { file: position.file, line: position.line, column: position.column };
  return { severity, code, ...place, message };
}

export function errorObject({ code, message, details }: RunError): ErrorObject {
  return {
    code,
    message,
    diagnostics: (details.diagnostics ?? []).map(diagnosticObject),
    ...(details.requestId === undefined ? {} : { requestId: details.requestId }),
  };
}

/** The error that ended a run: `{ "error": { "code", "message", "diagnostics" } }`. */
export function renderErrorJson(error: RunError): string {
  return jsonText({ error: errorObject(error) });
}
