#!/usr/bin/env node
/*
 * The entry point of the command `xtap`. It answers `--version`, which installers and logs ask for, without loading the
 * program, and loads the smaller of the two bundles that contains the command (see .github/scripts/build.mjs).
 */
declare const XTAP_PIPELINE_COMMANDS: readonly string[];
declare const XTAP_VERSION: string;

const words = process.argv.slice(2);
if (words.length === 1 && ['--version', '-V', '-v', 'version'].includes(words[0] ?? ''))
  process.getBuiltinModule('node:fs').writeSync(1, `${XTAP_VERSION}\n`);
else require(XTAP_PIPELINE_COMMANDS.includes(words[0] ?? '') ? './pipeline.cjs' : './all.cjs');
