/*
 * The data of the detail pane: values and reasons, as JSON inside the page. Equal sides are written once and referenced
 * by number, since thousands of partners inherit the same values.
 */

import type { AccessSource } from '../../access/effective.ts';
import type { AccessCell, AccessSide, TrustMap } from '../../access/trustMap.ts';
import { withLabels } from '../../model/labels.ts';
import { memoizeBriefly } from '../../model/memoize.ts';
import type { Names } from '../../model/plan.ts';
import { valueWords } from '../plan/fieldWords.ts';
import type { PlanPurpose } from '../plan/planWording.ts';
import { visibleText } from '../text/escape.ts';
import { impactText } from './markup.ts';
import { pageWords } from './pageWords.ts';
import { accessLevelWords } from './trustMap.ts';

const maxTargets = 200;

const originWords: Readonly<Record<AccessSource, string>> = {
  own: 'It is set here.',
  inherited: 'It is inherited from the default settings.',
  unset: 'It is not set.',
};

/** The number of an unchanged side; or the numbers of both sides and the impact in words. planScript reads both. */
type CellData = number | readonly [before: number, after: number, impact: string];

/** JSON that cannot close the script element around it. Row 0 is the default; the partners follow. */
export function detailData(access: TrustMap, purpose: PlanPurpose): string {
  const numbers = new Map<string, number>();
  const numberOf = (side: AccessSide): number => {
    const text = JSON.stringify(sideData(side, access.names));
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return number;
  };
  const cellText = memoizeBriefly((cell: AccessCell): string => {
    const before = numberOf(cell.before);
    const data: CellData = cell.changed ? [before, numberOf(cell.after), impactText(cell.impact, purpose)] : before;
    return JSON.stringify(data);
  });
  const rows = [access.default, ...access.partners].map(
    ({ cells }) => `[${cells.map((cell) => cellText(cell)).join()}]`,
  );
  const settings = JSON.stringify(access.settings);
  const titles = JSON.stringify(pageWords[purpose].sides);
  return inScript(
    `{"titles":${titles},"settings":${settings},"sides":[${[...numbers.keys()].join()}],"rows":[${rows.join()}]}`,
  );
}

function sideData({ level, source, reasons, leaves }: AccessSide, names: Names | undefined): object {
  return {
    state: accessLevelWords[level],
    className: level,
    reasons: [...reasons, originWords[source]].map((reason) => visibleText(withLabels(reason, names))),
    leaves: leaves.map(({ path, value }) => [
      visibleText(path.replace(/^[^.]*\./, '')),
      visibleText(
        valueWords(value, maxTargets, names)
          .map((word) => word.text)
          .join(' '),
      ),
    ]),
  };
}

function inScript(json: string): string {
  return json.replace(/[<>&#\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
