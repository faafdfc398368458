import type { Consent } from '../plan/approval.ts';
import type { Invocation } from './command.ts';

/** What a person has consented to on this command line; these flags have no environment variables. */
export function approvalFrom({ flags }: Invocation): Consent {
  return {
    deletes: flags.numbers.get('allow-deletes'),
    changes: flags.numbers.get('allow-changes'),
    broadening: flags.switches.has('allow-broadening'),
    digest: flags.texts.get('expect-digest'),
  };
}

/** Only the word `yes`, typed under the plan, is a yes. */
export async function askForYes({ io, signal }: Pick<Invocation, 'io' | 'signal'>): Promise<boolean> {
  io.stderr.write('Apply this plan? Only "yes" is a yes: ');
  const answer = await io.stdin.readLine();
  // Ctrl-D ends no line; Ctrl-C has ended it.
  if (answer === undefined && !signal.aborted) io.stderr.write('\n');
  return answer?.trim() === 'yes';
}
