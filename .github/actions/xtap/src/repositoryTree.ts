import type { Client, Repository } from './github.ts';

/**
 * Git's name for the content of a path in a commit: equal names are equal contents. The job that applies has no
 * checkout, so this asks GitHub for one tree per part of the path. Undefined if the commit has no such path.
 */
export async function objectAt(
  client: Client,
  at: Repository,
  { commit, path }: { readonly commit: string; readonly path: string },
): Promise<string | undefined> {
  const parts = path.split('/').filter((part) => part !== '');
  let found = { sha: commit, mode: '' };
  for (const part of parts) {
    const { data } = await client.rest.git.getTree({ ...at, tree_sha: found.sha });
    if (data.truncated) throw new Error(`GitHub lists only a part of the tree of ${commit}.`);
    const entry = data.tree.find((each) => each.path === part);
    if (entry === undefined || (entry.type !== 'tree' && part !== parts.at(-1))) return undefined;
    found = { sha: entry.sha, mode: entry.mode };
  }
  if (parts.length > 0) return `${found.mode} ${found.sha}`;
  return (await client.rest.git.getTree({ ...at, tree_sha: commit })).data.sha;
}
