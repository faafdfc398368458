/** The two results of the suite: `live-facts.json` for "xtap emulate --facts", and a page for people. */
import type { LiveResult } from './runLive.ts';

export type LiveFacts = Extract<LiveResult, { readonly facts: unknown }>;

interface Occasion {
  readonly measuredAt: string;
  readonly cloud: string;
  readonly version: string;
}

/** The tenant is not in the file, so that it can be published. */
export function factsJson({ facts }: LiveFacts, occasion: Occasion): string {
  return `${JSON.stringify({ formatVersion: 1, ...occasion, facts }, null, 2)}\n`;
}

export function factsPage({ facts, remains }: LiveFacts, { measuredAt, cloud, version }: Occasion): string {
  const cell = (text: unknown): string => String(text).replaceAll('|', '\\|').replace(/\s+/g, ' ');
  const rows = Object.entries(facts).map(
    ([fact, { question, value, evidence }]) =>
      `| ${fact} | ${cell(question)} | ${value === null ? 'not measured' : `\`${cell(value)}\``} | ${cell(evidence)} |`,
  );
  return [
    '# Measured facts',
    '',
    `Measured at ${measuredAt} in the cloud ${cloud}, with xtap ${version}.`,
    '',
    '| fact | question | answer | evidence |',
    '|---|---|---|---|',
    ...rows,
    '',
    remains.length === 0
      ? 'No deleted item remains.'
      : `Graph keeps these deleted items for a while: ${remains.join(', ')}.`,
    '',
  ].join('\n');
}
