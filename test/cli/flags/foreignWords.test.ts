import { runIn } from '../../support/recordingIo.ts';

const refused = async (line: string): Promise<string> => {
  const { code, stderr, stdout } = await runIn('/', line.split(' '));
  expect([code, stdout]).toEqual([64, '']);
  return stderr;
};

test.each([
  ['diff', 'To see what would change, run "xtap plan".'],
  ['preview', 'To see what would change, run "xtap plan".'],
  ['import', 'To write the live tenant as YAML, run "xtap pull".'],
  ['export x', 'To write the live tenant as YAML, run "xtap pull".'],
  ['sync', 'To change the tenant, run "xtap apply".'],
  ['push', 'To change the tenant, run "xtap apply".'],
  ['deploy', 'To change the tenant, run "xtap apply".'],
])('%s is a command of other tools, and the message names the one of xtap', async (line, use) => {
  const [command] = line.split(' ');
  expect(await refused(line)).toBe(`error[usage]: xtap has no command "${command}". ${use} See "xtap --help".\n`);
});

test('for destroy, the message says how a partner is deleted', async () => {
  const stderr = await refused('destroy --auto-approve');
  expect(stderr).toContain('To delete a partner, write "state: absent" in its entry');
});

test.each([
  [
    'apply --auto-approve',
    'xtap has no --auto-approve. Use --yes. For changes that broaden access, also pass --expect-digest',
  ],
  ['apply -auto-approve', 'xtap has no -auto-approve. Use --yes.'],
  ['plan --target=x', 'xtap has no --target. Use --only TENANT.'],
  ['plan -target x', 'xtap has no -target. Use --only TENANT.'],
  ['plan --json', 'xtap has no --json. Use --format json.'],
  ['plan -json', 'xtap has no -json. Use --format json.'],
  ['apply --dry-run', 'xtap has no --dry-run. The command "xtap plan" writes nothing to the tenant.'],
  ['plan -WhatIf', 'xtap has no -WhatIf. The command "xtap plan" writes nothing to the tenant.'],
  ['plan -quiet', '-quiet has one dash. Long flags of xtap have two: --quiet.'],
  ['plan -format=json', '-format has one dash. Long flags of xtap have two: --format.'],
  ['plan -detailed-exitcode', '-detailed-exitcode has one dash. Long flags of xtap have two: --detailed-exitcode.'],
  ['plan -out=plan.json', 'not "ut=plan.json". Use -o json=plan.json.'],
  ['plan -out plan.json', 'To save the plan, use -o json=FILE.json.'],
  ['plan -out=tfplan', 'To save the plan, use -o json=tfplan.json.'],
  ['plan -only x', 'Use --only, with two dashes.'],
  ['plan -o json', 'To print json, use --format json.'],
  ['plan -o plan.json', 'Use -o json=plan.json.'],
  ['plan -o report.md', 'Use -o markdown=report.md.'],
])('xtap %s is refused with the words of xtap', async (line, use) => {
  expect(await refused(line)).toContain(use);
});

test('a misspelt word of xtap still gets the nearest one', async () => {
  expect(await refused('plann')).toContain('(Did you mean plan?)');
  expect(await refused('plan --formt json')).toContain('(Did you mean --format?)');
});

test('words after -- and values of flags are not read as flags', async () => {
  expect(await refused('plan --formt -- --json')).toContain("unknown option '--formt'");
});
