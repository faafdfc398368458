import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import rules from './dependency-cruiser.cjs';

type Cruise = {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly violations: readonly {
      readonly rule: { readonly name: string };
      readonly from: string;
      readonly to: string;
    }[];
  };
};

const root = join(__dirname, '..', '..');
const program = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');

/** Runs the rules over `src` below a folder: the project itself, or the fixtures, which have the same layout. */
function cruise(folder: string): Cruise {
  const config = join(__dirname, 'dependency-cruiser.cjs');
  const output = execFileSync(process.execPath, [program, '--config', config, '--output-type', 'json', 'src'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(output) as Cruise;
}

test('the sources keep to the import rules', () => {
  const { modules, summary } = cruise(root);
  expect(summary.violations.map((each) => `${each.rule.name}: ${each.from} -> ${each.to}`)).toEqual([]);
  expect(modules.filter((each) => each.source.startsWith('src/')).length).toBeGreaterThan(3);
});

describe('a bad import fails', () => {
  const { violations } = cruise(join(__dirname, 'fixtures')).summary;

  test.each(rules.forbidden.map((rule) => rule.name))('by the rule %s', (name) => {
    expect(violations.filter((each) => each.rule.name === name)).not.toEqual([]);
  });

  test('and a good one passes', () => {
    const sources = violations.map((each) => each.from);
    for (const good of ['src/config/goodYaml.ts', 'src/plan/compare.ts', 'src/app/useCase.ts']) {
      expect(sources).not.toContain(good);
    }
  });
});

test('each rule says in its comment why it is there', () => {
  for (const rule of rules.forbidden) expect(rule.comment.length).toBeGreaterThan(60);
});
