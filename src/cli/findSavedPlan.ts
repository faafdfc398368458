import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';

/**
 * The saved plan among the operands: a file named `.json`, in any letter case. A `.jsonl` file is treated the same way,
 * so that the reader of plans can report that it is a journal and not a plan.
 */
export async function findSavedPlan(
  operands: readonly string[],
  { cwd }: { readonly cwd: string },
): Promise<string | undefined> {
  const isSaved = await Promise.all(
    operands.map(async (path) => /\.jsonl?$/i.test(path) && !(await isFolder(resolve(cwd, path)))),
  );
  return operands[isSaved.indexOf(true)];
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  );
}
