import type { Change, ChangeIntent } from '../model/plan.ts';

/** What people are told of a change beside what it does; none of it is in the digest. */
export interface ChangeLabels {
  readonly name?: string | undefined;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly inheritedBy?: Change['inheritedBy'] | undefined;
}

/** A change from its intent, its labels and what follows from the intent. A label that is not known has no key. */
export function changeOf(
  intent: ChangeIntent,
  { name, file, line, inheritedBy }: ChangeLabels,
  { origin, impact, fields, requests }: Pick<Change, 'origin' | 'impact' | 'fields' | 'requests'>,
): Change {
  return {
    ...intent,
    ...(name === undefined ? {} : { name }),
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    origin,
    impact,
    fields,
    ...(inheritedBy === undefined ? {} : { inheritedBy }),
    requests,
  };
}
