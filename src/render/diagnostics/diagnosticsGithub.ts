import { type Diagnostic, rankFindings } from '../../model/diagnostic.ts';
import { type Annotation, renderAnnotations } from '../text/annotations.ts';
import type { RunError } from './runError.ts';

export function renderDiagnosticsGithub(diagnostics: readonly Diagnostic[]): string {
  return renderAnnotations(rankFindings(diagnostics).map(annotationOf));
}

export function renderErrorGithub({ code, message, details }: RunError): string {
  const { requestId = '', notDone } = details;
  const request = message.includes(requestId) ? [] : [`request-id ${requestId}`];
  const own: Annotation = {
    level: 'error',
    title: `xtap: ${code}${notDone === undefined || notDone === '' ? '' : `: ${midSentence(notDone)}`}`,
    lines: [...message.split('\n'), ...request],
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

/** `nothing was written`: a sentence for a title. */
export function midSentence(sentence: string): string {
  return `${sentence.charAt(0).toLowerCase()}${sentence.slice(1).replace(/\.$/, '')}`;
}
