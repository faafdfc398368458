/* The token of a job: it may do what the job's permissions say. A token of no known form may do everything. */

export type Permissions = Readonly<Record<string, string>>;

const prefix = 'ghs_job_';

export function tokenOf(permissions: Permissions): string {
  return prefix + Buffer.from(JSON.stringify(permissions)).toString('base64url');
}

/** What GitHub's reference says of each path; comments on a pull request are those of an issue as well. */
const needed: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^\S+ \/repos\/o\/r\/(actions|environments)\//, ['actions']],
  [/^\S+ \/repos\/o\/r\/(branches\/|git\/|compare\/|activity)/, ['contents']],
  [/^\S+ \/repos\/o\/r\/(pulls\/|commits\/\w+\/pulls)/, ['pull-requests']],
  [/^\S+ \/repos\/o\/r\/issues\/(7|comments)\b/, ['pull-requests', 'issues']],
  [/^\S+ \/repos\/o\/r\/issues/, ['issues']],
];

export function mayAsk(authorization: string | undefined, line: string): boolean {
  const encoded = authorization?.split(prefix)[1];
  if (encoded === undefined) return true;
  const permissions = JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8')) as Permissions;
  const scopes = needed.find(([pattern]) => pattern.test(line))?.[1];
  const levels = line.startsWith('GET ') ? ['read', 'write'] : ['write'];
  return scopes === undefined || scopes.some((scope) => levels.includes(permissions[scope] ?? 'none'));
}
