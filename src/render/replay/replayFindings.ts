/*
 * A replay in formats that list findings (SARIF, JUnit). All are warnings: what the sign-ins say refuses no plan.
 * Others read these formats, so counts below five are hidden.
 */
import type { Plan } from '../../model/plan.ts';
import { isNone } from '../../replay/figure.ts';
import type { EffectKind } from '../../replay/replay.ts';
import type { ChangeFigures } from '../../replay/replayFigures.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { figureWords } from './figureWords.ts';
import {
  changeItems,
  distrustLines,
  exposureLines,
  type ReplayPage,
  type ReplayView,
  replayHeadline,
  replayPage,
} from './replayWording.ts';

const codes: Readonly<Record<EffectKind, string>> = {
  wouldBeBlocked: 'sign-ins-blocked',
  undecided: 'sign-ins-undecided',
  wouldBeAllowed: 'sign-ins-allowed',
};

export function replayFindings(view: ReplayView, plan: Pick<Plan, 'changes'>): readonly Finding[] {
  const page = pageOf(view);
  const distrust = distrustLines(page);
  return [
    ...(distrust.length === 0 ? [] : [warning('sign-ins-disagree', 'replay', distrust.join('\n'))]),
    ...changeItems(page).flatMap(({ change, title, lines }) => {
      const [strongest] = change.effects;
      if (!strongest) return [];
      const subject = [change.resource, change.tenantId, change.setting].join(' ');
      return [{ ...warning(codes[strongest.kind], subject, [title, ...lines].join('\n')), ...placeOf(change, plan) }];
    }),
    ...exposureLines(page).map((line, index) => {
      const { flag, type = '' } = page.replay.exposure[index] ?? { flag: '' };
      return warning('sign-ins-rely-on-trust', `${flag} ${type}`, line);
    }),
  ];
}

/** The result in one line, if no sign-in would be blocked. */
export function unblockedHeadline(view: ReplayView): readonly string[] {
  const page = pageOf(view);
  return isNone(page.replay.people.wouldBeBlocked) ? [replayHeadline(page)] : [];
}

function pageOf(view: ReplayView): ReplayPage {
  const plain = (text: string): string => text;
  return replayPage(view, 'everybody', { name: plain, code: plain, figures: figureWords('<') });
}

function warning(code: string, subject: string, message: string): Finding {
  return { severity: 'warning', code, subject, message };
}

/** The line that decides the setting. */
function placeOf({ resource, tenantId, setting }: ChangeFigures, { changes }: Pick<Plan, 'changes'>): Partial<Finding> {
  const change = changes.find((each) => each.resource === resource && each.tenantId === tenantId);
  const field = change?.fields.find(({ path, file }) => path.split('.')[0] === setting && file !== undefined);
  const { file, line } = field ?? change ?? {};
  return file === undefined ? {} : { position: { file, line: line ?? 1, column: 1 } };
}
