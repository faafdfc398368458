import { commandTable } from '../../../src/cli/flags/commandTable.ts';
import { environmentName, type Flag } from '../../../src/cli/flags/flags.ts';

/* A variable is often set once for a whole pipeline, so it reaches every command that has a flag of its name. */

const flags = commandTable.flatMap(({ name, flags: of }) => of.map((flag) => ({ command: name, flag })));
const variables = [...new Set(flags.flatMap(({ flag }) => environmentName(flag) ?? []))];

/** A list takes what a text takes, if there is one. */
function accepts({ kind, choices, variableChoices }: Flag): string {
  return JSON.stringify([kind === 'list' ? 'text' : kind, variableChoices ?? choices]);
}

it.each(variables)('%s has one kind of value for all commands', (variable) => {
  const kinds = flags.filter(({ flag }) => environmentName(flag) === variable).map(({ flag }) => accepts(flag));
  expect([...new Set(kinds)]).toHaveLength(1);
});
