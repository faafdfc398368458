#!/usr/bin/env node
/*
 * The entry point of the command `xtap`. It answers `--version`, which installers and logs ask for, without loading ES
 * modules or streams; they take a third of the time of an empty start. Everything else is in bin.ts.
 */
declare const XTAP_VERSION: string;

const words = process.argv.slice(2);
if (words.length === 1 && ['--version', '-V', '-v', 'version'].includes(words[0] ?? ''))
  process.getBuiltinModule('node:fs').writeSync(1, `${XTAP_VERSION}\n`);
else void import('./bin.js');
