/* Loaded before a program with `--require`: at its end, tells its peak memory, which no parent can see on its own. */
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  writeFileSync(process.env.XTAP_BENCH_PEAK ?? '', String(process.resourceUsage().maxRSS / 1024));
});
