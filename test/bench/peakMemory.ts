/* Loaded before a program with `--require`: at its end, tells what no parent can see on its own. */
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const usage = { peakMb: maxRSS / 1024, cpuMs: (userCPUTime + systemCPUTime) / 1000 };
  writeFileSync(process.env.XTAP_BENCH_USAGE ?? '', JSON.stringify(usage));
});
