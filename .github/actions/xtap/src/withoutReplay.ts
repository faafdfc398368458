import { writeFile } from 'node:fs/promises';
import { replayMember } from '../../../../src/model/plan.ts';
import { jsonText } from '../../../../src/render/text/jsonText.ts';
import { readIfThere } from './runFacts.ts';

/**
 * Takes the section of `--sign-ins` out of a saved plan: it has exact counts of people, and a workflow keeps the plan
 * as an artifact. The section is not a part of the plan, so the digest stays the same.
 */
export async function removeReplay(file: string): Promise<void> {
  const text = await readIfThere(file);
  if (text === undefined || !text.includes(`"${replayMember}"`)) return;
  const { [replayMember]: _, ...plan } = JSON.parse(text) as Record<string, unknown>;
  await writeFile(file, jsonText(plan));
}
