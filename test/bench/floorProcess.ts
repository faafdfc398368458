/* The work that every program with these files must do: it parses their YAML and the JSON, and does nothing else. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const [, , configuration = '', snapshot = ''] = process.argv;
const files = statSync(configuration).isDirectory()
  ? readdirSync(configuration).map((name) => join(configuration, name))
  : [configuration];
const read = [
  ...files.map((file): unknown => parse(readFileSync(file, 'utf8'))),
  JSON.parse(readFileSync(snapshot, 'utf8')),
];
process.exitCode = read.length > 1 ? 0 : 1;
