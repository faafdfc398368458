import { type DoctorCheck, runDoctor } from '../../app/doctor.ts';
import { type Annotation, renderAnnotations } from '../../render/text/annotations.ts';
import { terminalText } from '../../render/text/escape.ts';
import { jsonText } from '../../render/text/jsonText.ts';
import type { CommandResult, Invocation } from '../command.ts';
import { findConfiguration } from '../configuration.ts';
import { cloudFlag, graphOptions, runContextOf } from '../flags/useCaseOptions.ts';
import { framedRenderings } from '../output/framedRenderings.ts';

export async function run(invocation: Invocation): Promise<CommandResult> {
  const configuration = await findConfiguration(invocation, invocation.operands);
  const { checks, problem } = await runDoctor(
    { desired: configuration?.desired, cloud: cloudFlag(invocation), graph: graphOptions(invocation) },
    runContextOf(invocation),
  );
  const text = (): string => checks.map(checkLine).join('');
  const failed = checks.some(({ status }) => status === 'failed');
  return {
    runResult: problem ? { because: problem } : failed ? 'invalid' : 'done',
    renderings: {
      ...framedRenderings(title, { text, json: () => jsonText({ checks }) }),
      github: () =>
        renderAnnotations([
          ...checks.flatMap(annotationOf),
          { level: 'notice', title, lines: text().trimEnd().split('\n') },
        ]),
    },
  };
}

const title = 'xtap doctor';

/** An annotation for a check that failed or warns; none for the others. */
function annotationOf({ check, status, message }: DoctorCheck): readonly Annotation[] {
  const level = status === 'failed' ? 'error' : status;
  return level === 'error' || level === 'warning'
    ? [{ level, title: `${title}: ${check}`, lines: message.split('\n') }]
    : [];
}

const signs: Readonly<Record<DoctorCheck['status'], string>> = { ok: '✓', warning: '!', failed: '✗', skipped: '-' };

function checkLine({ check, status, message }: DoctorCheck): string {
  const [first = '', ...more] = message.split('\n').map(terminalText);
  return [`${signs[status]} ${check.padEnd(12)} ${first}`, ...more.map((each) => `${' '.repeat(15)}${each}`), ''].join(
    '\n',
  );
}
