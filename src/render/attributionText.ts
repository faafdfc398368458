import type { Attribution } from '../model/attribution.ts';
import { attributedSubject } from './attributionEvents.ts';
import { terminalText } from './escape.ts';
import type { NameLookup } from './reportWording.ts';
import { wrapText } from './wrapText.ts';

export interface AttributionTextOptions {
  readonly names: NameLookup;
  readonly width: number;
}

/** One entry per event; empty where nothing is known. */
export function renderAttributionText(
  attributions: readonly Attribution[],
  { names, width }: AttributionTextOptions,
): string {
  const lines = attributions.flatMap((attribution) => {
    const subject = attributedSubject(attribution, names);
    return attribution.events.map(({ at, activity, who = 'unknown', application }) => {
      const through = application === undefined || application === who ? '' : ` through ${application}`;
      const event = terminalText(`${subject}: ${activity}, by ${who}${through}, ${at}`);
      return wrapText(event, width, { first: '  ', rest: '      ' });
    });
  });
  return lines.length === 0 ? '' : `Who changed it, according to the audit log:\n${lines.flat().join('\n')}\n`;
}
