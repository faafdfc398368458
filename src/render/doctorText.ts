/* The report of doctor: the checks, who the token belongs to, and what that identity may do. */
import type { ActivityAccess } from '../model/activities.ts';
import type { DoctorCheck, DoctorIdentity, DoctorReport } from '../model/doctorReport.ts';
import { terminalText } from './text/escape.ts';
import { wrapText } from './text/wrapText.ts';

export function renderDoctorText({ checks, identity, access }: DoctorReport, width: number): string {
  const lines = [
    ...checks.flatMap(checkLines),
    ...(identity ? ['', ...identityLines(identity, width)] : []),
    '',
    ...accessLines(access, identity),
  ];
  return `${lines.join('\n')}\n`;
}

const signs: Readonly<Record<DoctorCheck['status'], string>> = { ok: '✓', warning: '!', failed: '✗', skipped: '-' };

function checkLines({ check, status, message }: DoctorCheck): readonly string[] {
  const [first = '', ...more] = message.split('\n').map(terminalText);
  return [`${signs[status]} ${check.padEnd(12)} ${first}`, ...more.map((each) => `${' '.repeat(15)}${each}`)];
}

function identityLines(identity: DoctorIdentity, width: number): readonly string[] {
  const { kind, sub, iss, appid, roles, scopes, expires, surplus } = identity;
  const row = (name: string, value: string): readonly string[] =>
    wrapText(terminalText(value), width, { first: `  ${name.padEnd(8)} `, rest: ' '.repeat(11) });
  const optional = (name: string, value: string | undefined): readonly string[] =>
    value === undefined ? [] : row(name, value);
  const list = (name: string, values: readonly string[]): readonly string[] =>
    values.length === 0 ? [] : row(name, values.join(', '));
  return [
    kind === 'person' ? 'The token belongs to a person:' : 'The token belongs to an application:',
    ...optional('sub', sub),
    ...optional('iss', iss),
    ...optional('appid', appid),
    ...list('roles', roles),
    ...list('scopes', scopes),
    ...optional('expires', expires),
    ...list('surplus', surplus),
    ...(surplus.length > 0 ? ['  No command of xtap needs the surplus permissions: remove them.'] : []),
  ];
}

const marks: Readonly<Record<ActivityAccess['status'], string>> = { yes: '✓', no: '✗', unknown: '?' };

function accessLines(access: readonly ActivityAccess[], identity: DoctorIdentity | undefined): readonly string[] {
  const isPerson = identity?.kind === 'person';
  const columns = Math.max(...access.map(({ activity }) => activity.length));
  const title = identity
    ? 'What this identity may do, by the permissions of its token:'
    : 'What each command needs (xtap has no token whose permissions it can read):';
  return [
    title,
    ...access.map(({ activity, status, needs, missing, role }) => {
      const lack = missing.length > 0 ? `missing: ${missing.join(', ')}` : needs.join(', ');
      const personal = isPerson && role !== '–' ? `  (role: ${role})` : '';
      return `  ${marks[status]} ${activity.padEnd(columns)}  ${lack}${personal}`;
    }),
  ];
}
