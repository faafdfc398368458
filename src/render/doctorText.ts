/* The report of doctor: the checks, who the token belongs to, and what that identity may do. */
import type { ActivityAccess } from '../model/activities.ts';
import type { DoctorCheck, DoctorIdentity, DoctorReport } from '../model/doctorReport.ts';
import { terminalText } from './text/escape.ts';
import { wrapText } from './text/wrapText.ts';

export function renderDoctorText({ checks, identity, access }: DoctorReport, width: number): string {
  const lines = [
    ...checks.flatMap((check) => checkLines(check, width)),
    ...(identity ? ['', ...identityLines(identity, width)] : []),
    '',
    ...accessLines(access, identity, width),
  ];
  return `${lines.join('\n')}\n`;
}

const signs: Readonly<Record<DoctorCheck['status'], string>> = { ok: '✓', warning: '!', failed: '✗', skipped: '-' };

function checkLines({ check, status, message }: DoctorCheck, width: number): readonly string[] {
  const rest = ' '.repeat(15);
  return message.split('\n').flatMap((line, index) => {
    const first = index === 0 ? `${signs[status]} ${check.padEnd(12)} ` : rest;
    return wrapText(terminalText(line), width, { first, rest });
  });
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

function accessLines(
  access: readonly ActivityAccess[],
  identity: DoctorIdentity | undefined,
  width: number,
): readonly string[] {
  const isPerson = identity?.kind === 'person';
  const columns = Math.max(...access.map(({ activity }) => activity.length));
  const title = identity
    ? 'What this identity may do, by the permissions of its token:'
    : 'What each command needs (xtap has no token whose permissions it can read):';
  return [
    ...wrapText(title, width, { first: '', rest: '  ' }),
    ...access.flatMap(({ activity, status, needs, missing, role }) => {
      const lack = missing.length > 0 ? `missing: ${missing.join(', ')}` : needs.join(', ');
      const personal = isPerson && role !== '–' ? `  (role: ${role})` : '';
      const first = `  ${marks[status]} ${activity.padEnd(columns)}  `;
      return wrapText(`${lack}${personal}`, width, { first, rest: ' '.repeat(first.length) });
    }),
  ];
}
