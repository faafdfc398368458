import { runDoctor } from '../../app/doctor.ts';
import type { DoctorCheck } from '../../model/doctorReport.ts';
import { renderDoctorText } from '../../render/doctorText.ts';
import { type Annotation, renderAnnotations } from '../../render/text/annotations.ts';
import { jsonText } from '../../render/text/jsonText.ts';
import type { CommandResult, Invocation } from '../command.ts';
import { findConfiguration } from '../configuration.ts';
import { cloudFlag, graphOptions, runContextOf } from '../flags/useCaseOptions.ts';
import { framedRenderings } from '../output/framedRenderings.ts';

export async function run(invocation: Invocation): Promise<CommandResult> {
  const configuration = await findConfiguration(invocation, invocation.operands);
  const report = await runDoctor(
    { desired: configuration?.desired, cloud: cloudFlag(invocation), graph: graphOptions(invocation) },
    runContextOf(invocation),
  );
  const { checks, identity, access, problem } = report;
  const failed = checks.some(({ status }) => status === 'failed');
  const { renderings, outRenderings } = framedRenderings(title, invocation, {
    text: ({ width }) => renderDoctorText(report, width),
    json: () => jsonText({ checks, identity: identity ?? null, access }),
  });
  const github = (): string => renderAnnotations(checks.flatMap(annotationOf)) + outRenderings.github?.();
  return {
    runResult: problem ? { because: problem } : failed ? 'invalid' : 'done',
    renderings: { ...renderings, github },
    outRenderings: { ...outRenderings, github },
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
