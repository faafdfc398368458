import { readBuiltIn } from '../../../src/app/loadPacks.ts';
import { waiverRules } from '../../../src/check/waivers.ts';
import { packSchema } from '../../../src/config/schema/packSchema.ts';
import { isJsonObject, type Json } from '../../../src/model/json.ts';
import { factMeanings, type Pack, type Rule } from '../../../src/model/pack.ts';
import { remedyExample } from '../../../src/render/check/checkWording.ts';
import { code, page, table } from './markdown.ts';

export function rulesPage(): string {
  return page('Rules', [
    'The rules of `xtap check`, from the files of the packs. [Check](../check.md) explains how to run them, how to waive a finding and how to write a pack.',
    ...[...readBuiltIn().values()].flatMap(packParts),
    '## About waivers',
    'These are in no pack. They are warnings.',
    ...waiverRules.flatMap(ruleParts),
    '## Predicates',
    'A predicate is a mapping with one key. `applies` and `when` of a rule are predicates.',
    table(['predicate', 'true if', 'keys'], predicateRows()),
    '## Facts',
    table(
      ['fact', 'meaning'],
      Object.entries(factMeanings).map(([name, meaning]) => [code(name), meaning]),
    ),
  ]);
}

const packWords: Readonly<Record<string, string>> = {
  xtap: 'xtap runs this pack without `--pack`. A rule that is off runs only if a pack of your own gives it a severity.',
  'zero-trust':
    "The ids and the links are those of Microsoft's Zero Trust Assessment; the words are ours. 21790 and 35002 cannot both pass: 21790 asks to block all applications, and 35002 asks to allow one of them.",
};

function packParts({ name, rules }: Pack): readonly string[] {
  return [
    `## Pack ${name}`,
    packWords[name] ?? '',
    table(
      ['rule', 'level', 'about', 'finding'],
      rules.map(({ id, severity, subjects, title }) => [code(id), severity, subjects.join(', '), title]),
    ),
    ...rules.flatMap((rule) => [...ruleParts(rule), ...exceptionParts(rule)]),
  ];
}

function exceptionParts({ exceptions }: Rule): readonly string[] {
  return exceptions.flatMap(({ when, severity }) =>
    when.kind === 'fact' ? [`The level is ${severity} if ${factMeanings[when.fact]}.`] : [],
  );
}

function ruleParts({
  id,
  title,
  because,
  remedy,
  source,
}: Pick<Rule, 'id' | 'title' | 'because' | 'remedy' | 'source'>) {
  const lines = remedyExample(remedy).map((line) => `  * ${code(line)}`);
  return [
    `### ${id}: ${title}`,
    [
      `* Why: ${because}`,
      `* To do: ${remedy.text}`,
      ...lines,
      ...(source === undefined ? [] : [`* Source: <${source}>`]),
    ].join('\n'),
  ];
}

/** From the JSON Schema of packs. */
function predicateRows(): readonly (readonly string[])[] {
  const { $defs } = packSchema();
  const predicates = propertiesOf(isJsonObject($defs) ? ($defs.predicate ?? null) : null);
  return predicates.map(([name, schema]) => [
    code(name),
    descriptionOf(schema),
    propertiesOf(schema)
      .map(([key]) => code(key))
      .join(', '),
  ]);
}

function propertiesOf(schema: Json): readonly (readonly [string, Json])[] {
  return isJsonObject(schema) && isJsonObject(schema.properties) ? Object.entries(schema.properties) : [];
}

function descriptionOf(schema: Json): string {
  return isJsonObject(schema) ? String(schema.description ?? '').replace(/\.$/, '') : '';
}
