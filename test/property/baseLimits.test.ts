import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { loadConfiguration } from '../../src/app/loadConfiguration.ts';
import type { RunContext } from '../../src/app/runContext.ts';
import {
  type DesiredState,
  guardLimitNames,
  undeclaredPartnersByStrictness as strictness,
} from '../../src/model/desiredState.ts';
import { XtapError } from '../../src/model/errors.ts';
import { effectiveRules } from '../../src/plan/partition.ts';
import { recordingIo } from '../support/recordingIo.ts';
import { type Repository, temporaryRepository } from '../support/repository.ts';
import { home, partnerId } from '../support/tenants.ts';

/*
 * Law: one change cannot raise a limit of the base and use it, whatever it does to files, folders and paths. If xtap
 * says that the configuration has moved, the simulated user follows the message.
 */
const otherTenants = ['3d0f5dec-5d3d-455c-8016-e2af1ae4d31a', '8f2c5d0e-3b43-4d6b-9f43-2d8f3f6b0a11'];
const loosest =
  'undeclaredPartners: delete\nguards: { maxDeletes: 999, maxDeletePercent: 100, maxChangePercent: 100 }\n';
const tenantLines = (id: string): string => `version: 1\ntenant: ${id}\n`;

const fileNames = ['core.yaml', 'limits.YML', 'p/partners.yml', 'p/q/more.yaml', 'z.yaml'];
const index = fc.nat({ max: fileNames.length - 1 });
const layouts = fc.record({
  folder: fc.constantFrom('configs', 'tenants/home', 'a/b/c', 'x.d'),
  tenantAt: index,
  guardsAt: index,
  guards: fc.record(
    {
      maxDeletes: fc.nat({ max: 20 }),
      maxDeletePercent: fc.nat({ max: 100 }),
      maxChangePercent: fc.nat({ max: 100 }),
    },
    { requiredKeys: [] },
  ),
  undeclaredAt: index,
  undeclared: fc.constantFrom(...strictness, undefined),
  protectedAt: fc.array(index, { maxLength: 4 }),
  others: fc.array(fc.constantFrom('tenants/other', 'elsewhere', 'a/b/other', 'configs2'), { maxLength: 2 }),
  isFlow: fc.boolean(),
});
type Layout = typeof layouts extends fc.Arbitrary<infer T> ? T : never;
const changes = fc.constantFrom(
  'same path',
  'narrower path',
  'renamed file',
  'renamed folder',
  'one more path',
  'wider path',
);

function filesOf(layout: Layout): Readonly<Record<string, string>> {
  const { folder, tenantAt, guardsAt, guards, undeclaredAt, undeclared, protectedAt, others, isFlow } = layout;
  const texts = fileNames.map(() => '');
  const add = (at: number, text: string): void => {
    texts[at] += isFlow ? `---\n{ ${text} }\n` : `---\n${text}\n`;
  };
  texts[tenantAt] = tenantLines(home);
  if (Object.keys(guards).length > 0) add(guardsAt, `"guards": ${JSON.stringify(guards)}`);
  if (undeclared) add(undeclaredAt, `undeclaredPartners: ${undeclared}`);
  for (const [digit, at] of protectedAt.entries()) add(at, `protected: [${partnerId(digit)}]`);
  const own = fileNames.flatMap((name, at) => (texts[at] ? [[`${folder}/${name}`, texts[at]]] : []));
  const foreign = others.map((name, at) => [`${name}/t.yaml`, `${tenantLines(otherTenants[at] ?? '')}protected: []\n`]);
  return Object.fromEntries([...own, ...foreign, ['k8s/pod.yaml', 'kind: Pod\nspec: { tenant: x, guards: [] }\n']]);
}

/** The path of the changed configuration. */
function pathsAfter(
  change: typeof changes extends fc.Arbitrary<infer T> ? T : never,
  { folder, tenantAt }: Layout,
): readonly string[] {
  const [first = ''] = folder.split('/');
  switch (change) {
    case 'narrower path':
      return [`${folder}/${fileNames[tenantAt]}`];
    case 'renamed file':
      return [`${folder}/renamed.yaml`];
    case 'renamed folder':
      return ['moved/here'];
    case 'one more path':
      return [`${folder}/${fileNames[tenantAt]}`, 'new.yaml'];
    case 'wider path':
      return [first];
    default:
      return [folder];
  }
}

const runContext = (cwd: string): RunContext => ({
  ...recordingIo(cwd),
  signal: new AbortController().signal,
  note: () => undefined,
  trace: undefined,
});

async function load(
  repository: Repository,
  paths: readonly string[],
  base?: string,
): Promise<{ readonly head: DesiredState; readonly base?: DesiredState | undefined }> {
  const { desired, base: before } = await loadConfiguration({ paths, base }, runContext(repository.path));
  return { head: desired, base: before };
}

/** Follows the message like a user: takes the base that it names. */
async function loadFollowing(repository: Repository, paths: readonly string[]): ReturnType<typeof load> {
  try {
    return await load(repository, paths, 'git:HEAD');
  } catch (error) {
    const given =
      error instanceof XtapError && error.code === 'base-moved' ? /give --base (\S+)\.$/.exec(error.message) : null;
    if (!given) throw error;
    return load(repository, paths, given[1]);
  }
}

test("the effective limits are never looser than the base's, whatever files move", async () => {
  const numRuns = process.env.XTAP_LONG === undefined ? 40 : 400;
  await fc.assert(
    fc.asyncProperty(layouts, changes, async (layout, change) => {
      const repository = temporaryRepository();
      try {
        repository.write(filesOf(layout));
        repository.commit();
        const before = (await load(repository, [layout.folder])).head;
        const paths = pathsAfter(change, layout);
        const [target = '', ...more] = paths;
        const file = /\.ya?ml$/i.test(target) ? target : `${target}/head.yaml`;
        repository.replaceBy({ [file]: tenantLines(home) + loosest });
        for (const name of more) writeFileSync(join(repository.path, name), 'partners: []\n');
        const { head, base } = await loadFollowing(repository, paths);
        const rules = effectiveRules(head, base);
        for (const name of guardLimitNames) expect(rules.guards[name]).toBeLessThanOrEqual(before.guards[name]);
        expect([...rules.protected]).toEqual(expect.arrayContaining([...before.protected]));
        expect(strictness.indexOf(rules.undeclaredPartners)).toBeGreaterThanOrEqual(
          strictness.indexOf(before.undeclaredPartners),
        );
      } finally {
        repository.remove();
      }
    }),
    { numRuns, ...(process.env.XTAP_LONG === undefined && { seed: 20261130 }) },
  );
}, 300_000);
