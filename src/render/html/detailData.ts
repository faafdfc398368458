/*
 * What the detail pane shows: values and reasons, as JSON inside the page. Equal sides are written once, so that
 * thousands of partners who inherit the same cost a number each.
 */
import type { AccessCell, AccessSide, AccessSource, EffectiveAccess } from '../../model/effectiveAccess.ts';
import { visibleText } from '../escape.ts';
import { valueWords } from '../fieldWords.ts';
import { impactText } from './markup.ts';
import { opennessWords } from './trustMap.ts';

const mostTargets = 200;

const originWords: Readonly<Record<AccessSource, string>> = {
  own: 'It is set here.',
  inherited: 'It is inherited from the default settings.',
  unset: 'Nobody sets it.',
};

/** An unchanged side, or before, after and the impact in words. The script knows these shapes. */
type CellData = number | readonly [before: number, after: number, impact: string];

/** JSON that cannot end the script element it stands in. Row 0 is the default, then the partners. */
export function detailData(access: EffectiveAccess): string {
  const numbers = new Map<AccessSide | string, number>();
  const sides: string[] = [];
  const numberOf = (side: AccessSide): number => {
    const shared = numbers.get(side);
    if (shared !== undefined) return shared;
    const text = JSON.stringify(sideData(side));
    const number = numbers.get(text) ?? sides.push(text) - 1;
    numbers.set(side, number).set(text, number);
    return number;
  };
  const cellData = (cell: AccessCell): CellData => {
    const before = numberOf(cell.before);
    if (!cell.changed) return before;
    return [before, numberOf(cell.after), impactText(cell.impact)];
  };
  const rows = [access.default, ...access.partners].map(({ cells }) => cells.map(cellData));
  const { settings } = access;
  return inScript(`{"settings":${JSON.stringify(settings)},"sides":[${sides.join()}],"rows":${JSON.stringify(rows)}}`);
}

function sideData({ openness, source, reasons, leaves }: AccessSide): object {
  return {
    state: opennessWords[openness],
    className: openness,
    reasons: [...reasons, originWords[source]].map(visibleText),
    leaves: leaves.map(({ path, value }) => [
      visibleText(path.replace(/^[^.]*\./, '')),
      visibleText(
        valueWords(value, mostTargets)
          .map((word) => word.text)
          .join(' '),
      ),
    ]),
  };
}

function inScript(json: string): string {
  return json.replace(/[<>&#\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
