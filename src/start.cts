#!/usr/bin/env node
/*
 * What the command `xtap` is. CommonJS and no stream, because Node starts without its loader of ES modules and without
 * its streams, which are a third of an empty start: `--version`, which every installer and log asks for, takes no longer
 * than that. All else is in bin.ts.
 */
declare const XTAP_VERSION: string;

const words = process.argv.slice(2);
if (words.length === 1 && (words[0] === '--version' || words[0] === '-V'))
  process.getBuiltinModule('node:fs').writeSync(1, `${XTAP_VERSION}\n`);
else void import('./bin.js');
