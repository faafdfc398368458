/*
 * What the detail pane shows: values and reasons, as JSON inside the page. Equal sides are written once, so that
 * thousands of partners who inherit the same cost a number each.
 */

import type { AccessCell, AccessSide, AccessSource, TrustMap } from '../../access/trustMap.ts';
import { memoizeBriefly } from '../../model/memoize.ts';
import { valueWords } from '../plan/fieldWords.ts';
import { visibleText } from '../text/escape.ts';
import { impactText } from './markup.ts';
import { accessLevelWords } from './trustMap.ts';

const maxTargets = 200;

const originWords: Readonly<Record<AccessSource, string>> = {
  own: 'It is set here.',
  inherited: 'It is inherited from the default settings.',
  unset: 'Nobody sets it.',
};

/** An unchanged side, or before, after and the impact in words. The script knows these shapes. */
type CellData = number | readonly [before: number, after: number, impact: string];

/** JSON that cannot end the script element it stands in. Row 0 is the default, then the partners. */
export function detailData(access: TrustMap): string {
  const numbers = new Map<string, number>();
  const numberOf = (side: AccessSide): number => {
    const text = JSON.stringify(sideData(side));
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return number;
  };
  const cellText = memoizeBriefly((cell: AccessCell): string => {
    const before = numberOf(cell.before);
    const data: CellData = cell.changed ? [before, numberOf(cell.after), impactText(cell.impact)] : before;
    return JSON.stringify(data);
  });
  const rows = [access.default, ...access.partners].map(
    ({ cells }) => `[${cells.map((cell) => cellText(cell)).join()}]`,
  );
  const settings = JSON.stringify(access.settings);
  return inScript(`{"settings":${settings},"sides":[${[...numbers.keys()].join()}],"rows":[${rows.join()}]}`);
}

function sideData({ level: openness, source, reasons, leaves }: AccessSide): object {
  return {
    state: accessLevelWords[openness],
    className: openness,
    reasons: [...reasons, originWords[source]].map(visibleText),
    leaves: leaves.map(({ path, value }) => [
      visibleText(path.replace(/^[^.]*\./, '')),
      visibleText(
        valueWords(value, maxTargets)
          .map((word) => word.text)
          .join(' '),
      ),
    ]),
  };
}

function inScript(json: string): string {
  return json.replace(/[<>&#\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
