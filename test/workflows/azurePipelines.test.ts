/* The rules for the pipeline for Azure DevOps. */
import { isAlias, parseDocument, visit } from 'yaml';
import { jobs, pipeline, stepsOf, text } from '../support/workflows/azurePipeline.ts';

const everyStep = [...jobs.keys()].flatMap(stepsOf);
const scripts = everyStep.flatMap(({ bash, inputs }) => bash ?? inputs?.inlineScript ?? []);

describe('the pipeline', () => {
  test('has the three stages, and jobs that end', () => {
    expect(pipeline.stages.map(({ stage }) => stage)).toEqual(['Plan', 'Apply', 'Drift']);
    expect([...jobs.values()].filter(({ timeoutInMinutes }) => timeoutInMinutes === undefined)).toEqual([]);
  });

  test('has no anchors and aliases: Azure Pipelines does not know them', () => {
    const found: string[] = [];
    visit(parseDocument(text), (_, node) => {
      if (isAlias(node)) found.push(node.source);
      else if (typeof node === 'object' && node !== null && 'anchor' in node && node.anchor)
        found.push(String(node.anchor));
    });
    expect(found).toEqual([]);
  });

  test('inserts no values into its scripts, which read them from their environment', () => {
    expect(scripts.length).toBeGreaterThan(5);
    expect(scripts.filter((script) => /\$\(\w+\.[\w.]+\)|\$\((digest|xtap\w*)\)|\$\{\{/.test(script))).toEqual([]);
  });

  test('installs xtap from a file with a known SHA-512, and never by a name that anybody could register', () => {
    const installing = scripts.filter((script) => /npm (install|i|exec)|npx/.test(script));
    expect(installing).toHaveLength(4);
    expect(new Set(installing).size).toBe(1);
    expect(installing[0]).toMatch(
      /sha512sum --check --strict[\s\S]*exit 1[\s\S]*npm install .*--offline .*"\$XTAP_PACKAGE"\n/,
    );
    expect(text).not.toMatch(/xtap@/);
  });

  test('needs no subscription behind its service connections', () => {
    const tasks = everyStep.filter(({ task }) => task === 'AzureCLI@2');
    expect(tasks).toHaveLength(4);
    expect(tasks.filter(({ inputs }) => inputs?.allowNoSubscriptions !== true)).toEqual([]);
  });

  test('checks for a newer run with the same script in every job', () => {
    const asking = scripts.flatMap((script) => /superseded\(\) \{[\s\S]*?\n\}\n/.exec(script)?.[0] ?? []);
    expect(asking).toHaveLength(3);
    expect(new Set(asking).size).toBe(1);
    expect(scripts.filter((script) => /xtap apply|--correct/.test(script) && !script.includes('superseded'))).toEqual(
      [],
    );
  });

  test('leaves no credentials in the work tree', () => {
    const checkouts = everyStep.filter(({ checkout }) => checkout !== undefined);
    expect(checkouts.filter(({ persistCredentials }) => persistCredentials !== false)).toEqual([]);
    expect(checkouts).toHaveLength(3);
  });

  test('checks out the whole history in jobs that search the commit applied last', () => {
    const asking = [...jobs.keys()].filter((name) => JSON.stringify(stepsOf(name)).includes('tagFilters='));
    expect(asking).toEqual(['plan', 'drift', 'correct']);
    for (const name of asking) {
      expect(stepsOf(name).find(({ checkout }) => checkout !== undefined)?.fetchDepth).toBe(0);
    }
  });

  test('uses the writing identity only behind an environment, and never for a pull request', () => {
    for (const [name, job] of jobs) {
      const connections = stepsOf(name).flatMap(({ inputs }) => inputs?.azureSubscription ?? []);
      expect([name, connections]).toEqual([name, [job.environment === undefined ? 'xtap-plan' : 'xtap-apply']]);
    }
    const condition = pipeline.stages.find(({ stage }) => stage === 'Apply')?.condition ?? '';
    expect(condition).toContain("eq(variables['Build.SourceBranch'], 'refs/heads/main')");
    expect(condition).toContain("ne(variables['Build.Reason'], 'PullRequest')");
  });

  test('applies the file of this run with the digest of the plan job', () => {
    expect(jobs.get('apply')?.variables?.digest).toBe("$[stageDependencies.Plan.plan.outputs['plan.digest']]");
    expect(stepsOf('apply').filter(({ checkout }) => checkout !== undefined)).toEqual([]);
    expect(stepsOf('apply').flatMap(({ download }) => download ?? [])).toEqual(['current', 'current']);
    expect(stepsOf('apply').flatMap(({ env }) => env?.DIGEST ?? [])).toEqual(['$(digest)']);
  });
});
