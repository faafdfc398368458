// Chooses the name under which a release is published, and writes it into package.json: the name that is there if the
// registry does not have it, or has it from this repository; otherwise the same name in the scope of the owner.
// Without this check, `npm publish` would fail at the end of a release, or a reader would install a stranger's package.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { promisify } from 'node:util';

const npm = (...words) => promisify(execFile)('npm', words);

/** The repository of a published package, as the registry names it; undefined if there is no such package. */
async function repositoryOf(name) {
  try {
    const { stdout } = await npm('view', name, 'repository.url', '--json');
    return stdout.trim() === '' ? '' : JSON.parse(stdout);
  } catch (error) {
    if (String(error.stderr).includes('E404')) return undefined;
    throw error;
  }
}

/** `git+https://github.com/Owner/xtap.git` and `https://github.com/owner/xtap` are one repository. */
const plain = (url) =>
  String(url)
    .replace(/^git\+/, '')
    .replace(/\.git$/, '')
    .toLowerCase();

const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository = '' } = process.env;
const { name } = JSON.parse(readFileSync('package.json', 'utf8'));
const scoped = `@${repository.split('/')[0].toLowerCase()}/${name}`;
const isOurs = async (each) => {
  const published = await repositoryOf(each);
  return published === undefined || plain(published) === plain(`${server}/${repository}`);
};

if (await isOurs(name)) {
  process.stdout.write(`The package is published as ${name}.\n`);
} else if (await isOurs(scoped)) {
  await npm('pkg', 'set', `name=${scoped}`);
  process.stdout.write(`${name} belongs to another repository. The package is published as ${scoped}.\n`);
} else {
  process.stderr.write(`Both ${name} and ${scoped} belong to another repository. Nothing is published.\n`);
  process.exitCode = 1;
}
