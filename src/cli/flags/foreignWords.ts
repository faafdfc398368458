/*
 * Commands and flags of other tools (Terraform, kubectl, Pulumi, PowerShell), and what xtap has for them. Looked at
 * only after a command line was refused, so that no word can ever change what a right one does. Rejected: accepting
 * them as aliases; `--auto-approve` of Terraform approves everything, and `--yes` does not.
 */
import { commandTable } from './commandTable.ts';

const planInstead = 'To see what would change, run "xtap plan".';
const pullInstead = 'To write the live tenant as YAML, run "xtap pull".';
const applyInstead = 'To change the tenant, run "xtap apply".';

const commands: ReadonlyMap<string, string> = new Map([
  ['diff', planInstead],
  ['preview', planInstead],
  ['import', pullInstead],
  ['export', pullInstead],
  ['sync', applyInstead],
  ['push', applyInstead],
  ['deploy', applyInstead],
  ['destroy', 'To delete a partner, write "state: absent" in its entry. Then run "xtap plan" and "xtap apply".'],
]);

const dryRun = 'The command "xtap plan" writes nothing to the tenant.';

const flags: ReadonlyMap<string, string> = new Map([
  [
    'auto-approve',
    'Use --yes. For changes that broaden access, also pass --expect-digest with the digest that you reviewed.',
  ],
  ['target', 'Use --only TENANT.'],
  ['json', 'Use --format json.'],
  ['dry-run', dryRun],
  ['what-if', dryRun],
  ['whatif', dryRun],
]);

/** What to say about the first word of another tool in a command line that was refused. */
export function foreignWord(argv: readonly string[]): string | undefined {
  const [first = ''] = argv;
  const command = commands.get(first);
  if (command !== undefined) return `xtap has no command "${first}". ${command}`;
  const end = argv.indexOf('--');
  for (const word of end < 0 ? argv : argv.slice(0, end)) {
    const message = foreignFlag(word, first);
    if (message !== undefined) return message;
  }
  return undefined;
}

function foreignFlag(word: string, command: string): string | undefined {
  const [, dashes = '', name = ''] = /^(--?)([A-Za-z][\w-]+)(?:=.*)?$/.exec(word) ?? [];
  if (name === '') return undefined;
  const own = [...namesOf(command), 'help', 'version'];
  if (dashes === '-' && own.includes(name))
    return `${word.replace(/=.*/, '')} has one dash. Long flags of xtap have two: --${name}.`;
  const use = own.includes(name) ? undefined : flags.get(name.toLowerCase());
  return use === undefined ? undefined : `xtap has no ${dashes}${name}. ${use}`;
}

function namesOf(command: string): readonly string[] {
  const row = commandTable.find(({ name }) => name === command);
  return (row ? [row] : commandTable).flatMap((each) => each.flags.map(({ name }) => name));
}
