import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Compares with `fixtures/NAME`, byte for byte. `XTAP_UPDATE=1` writes the files again: then read the diff. */
export function expectFixture(name: string, actual: string): void {
  const path = join(__dirname, 'fixtures', name);
  if (process.env.XTAP_UPDATE === '1') writeFileSync(path, actual);
  expect(actual).toBe(readFileSync(path, 'utf8'));
}
