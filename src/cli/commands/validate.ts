import { checkOnline } from '../../app/checkOnline.ts';
import { connect } from '../../app/connect.ts';
import { invalidConfiguration } from '../../app/invalidConfiguration.ts';
import { withLater } from '../../app/laterFindings.ts';
import type { Configuration } from '../../app/loadConfiguration.ts';
import { requireTenant } from '../../app/requireTenant.ts';
import { countFindings, type Diagnostic } from '../../model/diagnostic.ts';
import { renderDiagnosticsGithub } from '../../render/diagnosticsGithub.ts';
import { diagnosticObject } from '../../render/diagnosticsJson.ts';
import { renderDiagnosticsText } from '../../render/diagnosticsText.ts';
import { terminalText } from '../../render/escape.ts';
import { jsonText } from '../../render/jsonText.ts';
import { textAsHtml, textAsMarkdown } from '../../render/textDocument.ts';
import { count } from '../../render/wording.ts';
import type { CommandResult, Invocation } from '../command.ts';
import { configurationOf, showWarnings } from '../configuration.ts';
import { graphOptions, surroundingsOf } from '../settings.ts';
import { textWidth } from '../textWidth.ts';

export async function run(invocation: Invocation): Promise<CommandResult> {
  const configuration = await configurationOf(invocation, invocation.operands);
  const { desired, warnings } = configuration;
  const findings = invocation.flags.switches.has('online') ? await askTenant(configuration, invocation) : warnings;
  showWarnings(findings, invocation);
  const { label, files, partners } = desired;
  const counts = [
    count(partners.length, 'partner'),
    count(files.length, 'file'),
    count(countFindings(findings), 'warning'),
  ];
  const text = `${terminalText(label)} is valid: ${counts[0]} in ${counts[1]}, ${counts[2]}.\n`;
  const full = text + renderDiagnosticsText(findings, { color: false, width: textWidth(invocation.io.stdout) });
  const facts = { label, files: files.length, partners: partners.length, diagnostics: findings.map(diagnosticObject) };
  return {
    ending: 'done',
    documents: {
      text: () => text,
      markdown: () => textAsMarkdown('xtap validate', full),
      html: () => textAsHtml('xtap validate', full),
      json: () => jsonText(facts),
      github: () => renderDiagnosticsGithub(findings),
    },
  };
}

/** The warnings of reading with what the tenant tells. */
async function askTenant(configuration: Configuration, invocation: Invocation): Promise<readonly Diagnostic[]> {
  const { desired } = configuration;
  const surroundings = surroundingsOf(invocation);
  const connection = await connect(desired, graphOptions(invocation), surroundings);
  await requireTenant(connection, desired.tenantId);
  const findings = withLater(configuration, await checkOnline(desired, connection.context, surroundings));
  if (findings.some(({ severity }) => severity === 'error')) throw invalidConfiguration(findings);
  return findings;
}
