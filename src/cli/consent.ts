import type { Consent } from '../app/approval.ts';
import type { Invocation } from './command.ts';

/** What a person has consented to on this command line; these flags have no environment variables. */
export function consentOf({ flags }: Invocation): Consent {
  return {
    deletes: flags.numbers.get('allow-deletes'),
    changes: flags.numbers.get('allow-changes'),
    broadening: flags.switches.has('allow-broadening'),
    digest: flags.texts.get('expect-digest'),
  };
}

/** Only the word `yes`, typed under the plan, is a yes. */
export async function askForYes({ io }: Invocation): Promise<boolean> {
  io.stderr.write('Apply this plan? Only "yes" is a yes: ');
  const answer = await io.stdin.readLine();
  return answer?.trim() === 'yes';
}
