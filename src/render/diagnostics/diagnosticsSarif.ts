import { renderSarif, type SarifRule } from '../sarif/sarifLog.ts';
import type { Finding } from './finding.ts';

/** `category`: the command. A finding keeps its fingerprint when its line moves. */
export function renderDiagnosticsSarif(category: string, diagnostics: readonly Finding[], version: string): string {
  const found = diagnostics.filter(({ hidden }) => hidden === undefined);
  const rules = new Map(
    found.map(({ code, severity }): [string, SarifRule] => [code, { id: code, title: code, level: severity }]),
  );
  return renderSarif([
    {
      category,
      version,
      rules: [...rules.values()],
      results: found.map(({ code, severity, position, message, hint, subject }) => ({
        rule: code,
        level: severity,
        message: [message, ...(hint === undefined ? [] : [hint])].join('\n'),
        place: position,
        fingerprint: [code, position?.file ?? '', subject ?? message].join(' '),
      })),
    },
  ]);
}
