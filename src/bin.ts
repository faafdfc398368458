#!/usr/bin/env node
import { version } from './app/version.ts';

process.stdout.write(`${version}\n`);
