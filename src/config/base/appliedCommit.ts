/*
 * Finds the commit that was applied last. The workflows keep it as the tag `xtap-applied/TENANT`, which every CI system
 * can read. The tag decides origins and limits, and people who may push tags can move it. So it counts only if the
 * branch itself has been at its commit (first parents): the tag cannot name the configuration of an unmerged branch.
 */
import type { Diagnostic } from '../../model/diagnostic.ts';
import { XtapError } from '../../model/errors.ts';
import type { TenantId } from '../../model/tenantId.ts';
import { runGit } from '../../platform/git/runGit.ts';
import { pathError } from '../read/sources.ts';

function appliedTagOf(tenantId: TenantId): string {
  return `xtap-applied/${tenantId}`;
}

/** The commit of the tag as `--base` takes it, or a warning if there is no tag. Throws XtapError `invalid-path`. */
export async function findAppliedCommit(
  tenantId: TenantId,
  cwd: string,
): Promise<{ readonly base: string } | { readonly warning: Diagnostic }> {
  const tag = appliedTagOf(tenantId);
  const found = await runGit(cwd, ['rev-parse', '--verify', '--quiet', `refs/tags/${tag}^{commit}`]);
  if (!found.ok && found.complaint !== '') throw unreadable(tag, found.complaint);
  if (!found.ok) return { warning: nothingApplied(tag) };
  const commit = found.stdout.toString('latin1').trim();
  const history = await runGit(cwd, ['rev-list', '--first-parent', 'HEAD']);
  if (!history.ok) throw unreadable(tag, history.complaint || 'the history cannot be read');
  if (history.stdout.toString('latin1').split('\n').includes(commit)) return { base: `git:${commit}` };
  throw await notOfBranch(tag, commit, cwd);
}

function nothingApplied(tag: string): Diagnostic {
  const message = `This clone does not have the tag ${tag}, so xtap does not know which commit was applied last. It cannot tell a change that waits for its apply from drift.`;
  const hint = 'if the repository has the tag, fetch it: git fetch origin tag';
  return { severity: 'warning', code: 'base-empty', message, hint: `${hint} ${tag}` };
}

async function notOfBranch(tag: string, commit: string, cwd: string): Promise<XtapError> {
  const shallow = await runGit(cwd, ['rev-parse', '--is-shallow-repository']);
  const isShallow = shallow.stdout.toString('latin1').trim() === 'true';
  const hint = isShallow
    ? 'this clone is shallow; in a workflow, check out with `fetch-depth: 0`'
    : 'check out the branch that is applied, or bring your branch up to date with it; to name the commit yourself, give a ref instead of auto';
  const problem = pathError(
    `the tag ${tag} names ${commit.slice(0, 7)}, which is not on the history of HEAD (first parents)`,
  );
  return refusal({ ...problem, hint });
}

function unreadable(tag: string, reason: string): XtapError {
  return refusal(pathError(`the tag ${tag} cannot be read here: ${reason}`));
}

function refusal(problem: Diagnostic): XtapError {
  const message = 'The commit that was applied last cannot be used.';
  return new XtapError('invalid-path', message, { diagnostics: [problem] });
}
