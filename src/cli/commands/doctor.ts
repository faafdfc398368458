import { type Check, examine } from '../../app/doctor.ts';
import { terminalText } from '../../render/escape.ts';
import type { CommandResult, Invocation } from '../command.ts';
import { configurationIfAny } from '../configuration.ts';
import { framedDocuments } from '../framedDocuments.ts';
import { cloudFlag, graphOptions, surroundingsOf } from '../settings.ts';

export async function run(invocation: Invocation): Promise<CommandResult> {
  const configuration = await configurationIfAny(invocation, invocation.operands);
  const { checks, problem } = await examine(
    { desired: configuration?.desired, cloud: cloudFlag(invocation), graph: graphOptions(invocation) },
    surroundingsOf(invocation),
  );
  const failed = checks.some(({ status }) => status === 'failed');
  return {
    ending: problem ? { because: problem } : failed ? 'invalid' : 'done',
    documents: framedDocuments('xtap doctor', {
      text: () => checks.map(line).join(''),
      json: () => `${JSON.stringify({ checks }, null, 2)}\n`,
    }),
  };
}

const signs: Readonly<Record<Check['status'], string>> = { ok: '✓', warning: '!', failed: '✗', skipped: '-' };

function line({ check, status, message }: Check): string {
  return `${signs[status]} ${check.padEnd(12)} ${terminalText(message)}\n`;
}
