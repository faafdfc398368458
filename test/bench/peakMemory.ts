/*
 * Loaded before a program with `--require`: at its end, it prints its peak memory, which the parent process cannot
 * measure.
 */
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  writeFileSync(process.env.XTAP_BENCH_PEAK ?? '', String(process.resourceUsage().maxRSS / 1024));
});
