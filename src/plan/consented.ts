import type { GuardName } from '../model/plan.ts';

/** What a person had consented to before the plan was shown: by which flag, as it was given. */
export interface Consented {
  readonly approval: string | undefined;
  readonly guards: ReadonlyMap<GuardName, string>;
}
