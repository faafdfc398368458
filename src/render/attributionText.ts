import type { Attribution } from '../model/attribution.ts';
import { attributedSubject } from './attributionEvents.ts';
import { terminalText } from './escape.ts';
import type { NameLookup } from './reportWording.ts';

/** One line per event; empty where nothing is known. */
export function renderAttributionText(attributions: readonly Attribution[], names: NameLookup): string {
  const lines = attributions.flatMap((attribution) => {
    const subject = attributedSubject(attribution, names);
    return attribution.events.map(({ at, activity, who = 'unknown', application }) => {
      const through = application === undefined || application === who ? '' : ` through ${application}`;
      return `  ${terminalText(`${subject}: ${activity}, by ${who}${through}, ${at}`)}\n`;
    });
  });
  return lines.length === 0 ? '' : `Who changed it, as the audit log tells:\n${lines.join('')}`;
}
