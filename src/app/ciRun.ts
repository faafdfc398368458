/* The commit and the run of a CI system, as it names them in the environment. They are labels and decide nothing. */

export interface CiRun {
  readonly commit?: string;
  /** The page of the run. */
  readonly runUrl?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** GitHub, Azure Pipelines and GitLab; `XTAP_COMMIT` and `XTAP_RUN_URL` for every other system. */
export function readCiRun(env: Environment): CiRun {
  const commit = [env.XTAP_COMMIT, env.GITHUB_SHA, env.BUILD_SOURCEVERSION, env.CI_COMMIT_SHA].find(isCommit);
  const runUrl = [env.XTAP_RUN_URL, githubRun(env), azureRun(env), env.CI_PIPELINE_URL].find(isWebAddress);
  return { ...(commit === undefined ? {} : { commit }), ...(runUrl === undefined ? {} : { runUrl }) };
}

function githubRun({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: id }: Environment) {
  return server && repository && id ? `${server}/${repository}/actions/runs/${id}` : undefined;
}

function azureRun({ SYSTEM_COLLECTIONURI: server, SYSTEM_TEAMPROJECT: project, BUILD_BUILDID: id }: Environment) {
  return server && project && id ? `${server}${encodeURIComponent(project)}/_build/results?buildId=${id}` : undefined;
}

function isCommit(text: string | undefined): text is string {
  return text !== undefined && /^[0-9a-f]{7,64}$/.test(text);
}

function isWebAddress(text: string | undefined): text is string {
  return text !== undefined && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
