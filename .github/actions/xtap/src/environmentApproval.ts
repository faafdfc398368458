/*
 * Checks whether a person must approve an apply, and reads who did. GitHub starts the job of an environment without
 * required reviewers at once, and private repositories have required reviewers on the Enterprise plan only. So the
 * action reads the environment. A matching digest is not an approval; it only identifies the plan.
 */
import { notice, warning } from '@actions/core';
import { markdownCode } from '../../../../src/render/text/escape.ts';
import { connectGithub, withRetry } from './github.ts';
import type { Inputs } from './inputs.ts';
import type { Job } from './job.ts';

/** Returns why no person would approve; undefined with required reviewers, or with `approval: none`. */
export async function checkApproval(inputs: Inputs, job: Job): Promise<string | undefined> {
  const { approval, environment } = inputs;
  if (approval === 'none') return undefined;
  if (environment === '') return `${nothingSent} ${environmentHint}`;
  const name = `The environment "${environment}"`;
  try {
    const client = connectGithub(inputs.token);
    const { data } = await withRetry(() =>
      client.rest.repos.getEnvironment({ ...job.repository(), environment_name: environment }),
    );
    const rules = data.protection_rules ?? [];
    const hasReviewers = rules.some(({ type, ...rule }) => {
      return type === 'required_reviewers' && 'reviewers' in rule && (rule.reviewers ?? []).length > 0;
    });
    return hasReviewers
      ? undefined
      : `${name} has no required reviewers, so nobody would approve this. ${nothingSent} ${reviewersHint}`;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    if ((error as { readonly status?: number }).status === 404) {
      return `${name} does not exist in this repository, so nobody would approve this. ${nothingSent} ${reviewersHint}`;
    }
    throw new Error(
      `The action could not read the environment "${environment}", so it does not know whether somebody approves this. ${nothingSent} Give the job "actions: read" and start it again: ${text}`,
    );
  }
}

const nothingSent = 'Nothing was sent to the tenant.';
const environmentHint =
  'Name the environment of the job that applies in "environment", so that its required reviewers can be looked up. If no approval is needed, set "approval: none".';
const reviewersHint =
  'Add required reviewers to it (Settings, Environments). A private repository can have them on GitHub Enterprise only. To apply without them, set "approval: none" in the plan and the apply step: whoever merges then decides alone.';

/** Who approved the run, and the sentence that names them. A failed read does not fail the apply. */
export async function findReviewers(
  { environment, token }: Inputs,
  job: Job,
): Promise<{ readonly approvers: readonly string[]; readonly sentence: string }> {
  try {
    const client = connectGithub(token);
    const { data } = await withRetry(() =>
      client.rest.actions.getReviewsForRun({ ...job.repository(), run_id: job.runId }),
    );
    const isHere = (name: string | undefined): boolean => name?.toLowerCase() === environment.toLowerCase();
    const people = data
      .filter(({ state, environments }) => state === 'approved' && environments.some(({ name }) => isHere(name)))
      .flatMap(({ user }) => user?.login ?? []);
    const approvers = [...new Set(people)];
    if (approvers.length > 0) {
      const names = approvers.map((login) => markdownCode(login)).join(', ');
      return {
        approvers,
        sentence: `Approved by ${names} as required reviewer of the environment ${markdownCode(environment)}.`,
      };
    }
    warning(`GitHub names nobody who approved this run in the environment "${environment}".`);
    return {
      approvers,
      sentence: `GitHub names nobody who approved this run in the environment ${markdownCode(environment)}.`,
    };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    notice(`Who approved this run cannot be read ("actions: read" is needed): ${text}`);
    return { approvers: [], sentence: 'Who approved this run cannot be read.' };
  }
}
