#!/usr/bin/env node
/*
 * The entry point of the command `xtap`. It answers `--version`, which installers and logs ask for, without loading the
 * program, and loads the file of the command's group (see .github/scripts/build.mjs).
 */
declare const XTAP_GROUPS: Readonly<Record<string, readonly string[]>>;
declare const XTAP_VERSION: string;

const words = process.argv.slice(2);
if (words.length === 1 && ['--version', '-V', '-v', 'version'].includes(words[0] ?? ''))
  process.getBuiltinModule('node:fs').writeSync(1, `${XTAP_VERSION}\n`);
else {
  const group = Object.keys(XTAP_GROUPS).find((name) => XTAP_GROUPS[name]?.includes(words[0] ?? ''));
  // In a variable, since esbuild would look for files with a pattern of this form.
  const file = `./${group ?? 'all'}.cjs`;
  require(file);
}
