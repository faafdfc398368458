import { checkOnline } from '../../app/checkOnline.ts';
import { connect, requireTenant } from '../../app/connect.ts';
import type { Configuration } from '../../app/loadConfiguration.ts';
import { withPlanningFindings } from '../../app/planningFindings.ts';
import { version } from '../../app/runContext.ts';
import { invalidConfiguration } from '../../config/read/findings.ts';
import { countFindings, type Diagnostic } from '../../model/diagnostic.ts';
import { permissions } from '../../model/permissions.ts';
import { renderDiagnosticsGithub } from '../../render/diagnostics/diagnosticsGithub.ts';
import { diagnosticObject } from '../../render/diagnostics/diagnosticsJson.ts';
import { renderDiagnosticsJunit } from '../../render/diagnostics/diagnosticsJunit.ts';
import { renderDiagnosticsSarif } from '../../render/diagnostics/diagnosticsSarif.ts';
import { renderDiagnosticsText } from '../../render/diagnostics/diagnosticsText.ts';
import { countedWords } from '../../render/plan/countWording.ts';
import { count } from '../../render/text/amounts.ts';
import { terminalText } from '../../render/text/escape.ts';
import { jsonText } from '../../render/text/jsonText.ts';
import { textAsHtml, textAsMarkdown } from '../../render/text/textDocument.ts';
import { wrapLines } from '../../render/text/wrapText.ts';
import type { CommandResult, Invocation } from '../command.ts';
import { requireConfiguration, showWarnings } from '../configuration.ts';
import { graphOptions, runContextOf } from '../flags/useCaseOptions.ts';

export async function run(invocation: Invocation): Promise<CommandResult> {
  const configuration = await requireConfiguration(invocation, invocation.operands);
  const { desired, warnings } = configuration;
  const findings = invocation.flags.switches.has('online')
    ? await checkAgainstTenant(configuration, invocation)
    : warnings;
  showWarnings(findings, invocation);
  const { sourceName: label, files, partners } = desired;
  const tombstones = partners.filter(({ state }) => state === 'absent').length;
  const declared = countedWords({
    partners: partners.length - tombstones,
    tombstones,
    default: desired.default.size > 0,
    policy: desired.policy.size > 0,
  });
  const warningCount = count(countFindings(findings), 'warning');
  const sentence = `${terminalText(label)} is valid: ${declared} in ${count(files.length, 'file')}, ${warningCount}.`;
  const text = (width: number): string => `${wrapLines([sentence], width).join('\n')}\n`;
  const { stdout, file } = invocation.width;
  const textWithFindings = text(file) + renderDiagnosticsText(findings, { color: false, width: file });
  const summary = {
    label,
    files: files.length,
    partners: partners.length,
    diagnostics: findings.map(diagnosticObject),
  };
  return {
    runResult: 'done',
    renderings: {
      text: () => text(stdout),
      markdown: () => textAsMarkdown('xtap validate', textWithFindings),
      html: () => textAsHtml('xtap validate', textWithFindings),
      json: () => jsonText(summary),
      github: () => renderDiagnosticsGithub(findings),
      sarif: () => renderDiagnosticsSarif('validate', findings, version),
      junit: () => renderDiagnosticsJunit('xtap validate', findings, files),
    },
  };
}

/** The warnings of the configuration together with the findings of the online check. Throws if one is an error. */
async function checkAgainstTenant(
  configuration: Configuration,
  invocation: Invocation,
): Promise<readonly Diagnostic[]> {
  const { desired } = configuration;
  const runContext = runContextOf(invocation);
  const connection = await connect(
    desired,
    { ...graphOptions(invocation), scopes: [permissions.findTenants] },
    runContext,
  );
  await requireTenant(connection, desired.tenantId);
  const findings = withPlanningFindings(configuration, await checkOnline(desired, connection.context, runContext));
  if (findings.some(({ severity }) => severity === 'error')) throw invalidConfiguration(findings);
  return findings;
}
