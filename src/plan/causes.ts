/*
 * The line of the configuration that decides a field: of its member, else of its setting, else of the partner. A line
 * of a profile decides the same field of many partners, so it is named together with its profile.
 */
import type { Declaration, Declarations } from '../model/desiredState.ts';
import { memoizeBriefly } from '../model/memoize.ts';
import type { Cause, FieldChange } from '../model/plan.ts';
import { fileAndLine, type Position } from '../model/position.ts';

/**
 * Creates the function that adds causes to the fields of a change. `entry`: the position of the partner's entry, for
 * fields that nobody declares. Use one function for all changes of a plan: equal fields stay one object.
 */
export function createCauseFinder(): (
  fields: readonly FieldChange[],
  declarations: Declarations,
  entry: Position | undefined,
) => readonly FieldChange[] {
  const causeOfPosition = memoizeBriefly((entry: Position): Cause => fileAndLine(entry));
  const causeOfMember = memoizeBriefly(causeOf);
  const withCause = memoizeBriefly((field: FieldChange, cause: Cause): FieldChange => ({ ...field, ...cause }));
  return (fields, declarations, entry) =>
    fields.map((field) => {
      const [setting = '', ...member] = field.path.split('.');
      const declaration = declarations.get(setting);
      if (declaration) return withCause(field, causeOfMember(declaration, member.join('.')));
      return entry ? withCause(field, causeOfPosition(entry)) : field;
    });
}

function causeOf({ position, profile, members }: Declaration, member: string): Cause {
  const place = fileAndLine(members?.get(member) ?? position);
  return profile === undefined ? place : { ...place, profile };
}
