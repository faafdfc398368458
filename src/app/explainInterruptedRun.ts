import { resolve } from 'node:path';
import { explainJournal, type JournalExplanation } from '../apply/explainJournal.ts';
import { readJournal } from '../apply/readJournal.ts';
import { XtapError } from '../model/errors.ts';
import type { TenantId } from '../model/tenantId.ts';
import { readText } from '../platform/files/readText.ts';
import type { RunContext } from './runContext.ts';

/**
 * Reports what an interrupted run did, as lines that may contain third-party text. The journal is only explained: apply
 * resumes with a new plan from a new read of the tenant, not from this file.
 */
export async function explainInterruptedRun(
  file: string,
  tenantId: TenantId,
  { cwd }: RunContext,
): Promise<readonly string[]> {
  const explanation = explainJournal(readJournal(await readText(resolve(cwd, file), file), file));
  const { header } = explanation;
  if (header && header.tenantId !== tenantId) {
    const message = `${file} is the journal of tenant ${header.tenantId}, the configuration is for ${tenantId}.`;
    throw new XtapError('invalid-journal', message);
  }
  return describeRun(file, explanation);
}

function describeRun(
  file: string,
  { header, operations, neverStarted, ended, stopped, torn }: JournalExplanation,
): readonly string[] {
  const done = operations.filter(({ status }) => status === 'applied' || status === 'already-satisfied');
  const unsent = operations.filter(({ status }) => status === 'not-attempted');
  const others = operations.filter((operation) => !done.includes(operation) && !unsent.includes(operation));
  const notSent = neverStarted + unsent.length;
  const began = header ? `, begun ${header.startedAt}, plan ${header.planDigest}` : ', which had not sent anything';
  const end = ended ? `It ended in an orderly way${stopped ? ` (${stopped})` : ''}.` : 'It was cut off.';
  return [
    `The run of ${file}${began}: ${done.length} done, ${others.length} open, ${notSent} not sent. ${end}`,
    ...(torn ? ['Its last line is incomplete.'] : []),
    ...others.map(
      ({ method, url, status, because }) => `  ${status}: ${method} ${url}${because ? ` (${because})` : ''}`,
    ),
    'xtap now reads the tenant to see what happened, and makes a new plan.',
  ];
}
