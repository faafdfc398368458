import { type Diagnostic, rankFindings } from '../../model/diagnostic.ts';
import { type Annotation, renderAnnotations } from '../text/annotations.ts';
import { notDoneTitle, type RunError, requestIdLines } from './runError.ts';

export function renderDiagnosticsGithub(diagnostics: readonly Diagnostic[]): string {
  return renderAnnotations(rankFindings(diagnostics).map(annotationOf));
}

export function renderErrorGithub(error: RunError): string {
  const { code, message, details } = error;
  const notDone = notDoneTitle(error);
  const own: Annotation = {
    level: 'error',
    title: `xtap: ${code}${notDone === undefined ? '' : `: ${notDone}`}`,
    lines: [...message.split('\n'), ...requestIdLines(error)],
    file: details.position?.file,
    line: details.position?.line,
    column: details.position?.column,
  };
  const findings = rankFindings(details.diagnostics ?? []).map(annotationOf);
  return renderAnnotations([...findings, own]);
}

function annotationOf({ severity, code, position, message, hint, hidden }: Diagnostic): Annotation {
  return {
    level: severity,
    title: `xtap: ${code}`,
    lines: [...message.split('\n'), ...(hint === undefined ? [] : [hint])],
    file: position?.file,
    line: position?.line,
    column: position?.column,
    hidden,
  };
}
