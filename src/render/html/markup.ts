/* Small pieces of HTML that the parts of the plan page share. Each function escapes its text, except listHtml. */
import type { Impact } from '../../model/plan.ts';
import type { PlanPurpose } from '../plan/planWording.ts';
import { htmlText } from '../text/escape.ts';
import { pageWords } from './pageWords.ts';

/** A name from the tenant, isolated because its letters may run from right to left. */
export function nameHtml(name: string): string {
  return `<bdi>${htmlText(name)}</bdi>`;
}

export function codeHtml(text: string): string {
  return `<code>${htmlText(text)}</code>`;
}

/** The path of a field, which may be broken before its dots. */
export function pathHtml(path: string): string {
  return `<code>${htmlText(path).replaceAll('.', '<wbr>.')}</code>`;
}

/** A sentence of xtap, in which backticks enclose code. */
export function sentenceHtml(sentence: string): string {
  return htmlText(sentence).replace(/`([^`]*)`/g, '<code>$1</code>');
}

/** `neutral` has words here, since an empty cell would be ambiguous. */
export function impactText(impact: Impact, purpose: PlanPurpose): string {
  return pageWords[purpose].impact[impact];
}

export function impactHtml(impact: Impact, purpose: PlanPurpose = 'plan'): string {
  return `<span class="impact ${impact}">${impactText(impact, purpose)}</span>`;
}

/** The items are HTML already. */
export function listHtml(items: readonly string[], className = ''): string {
  if (items.length === 0) return '';
  return `<ul${className === '' ? '' : ` class="${className}"`}>\n${items.map((item) => `<li>${item}</li>`).join('\n')}\n</ul>`;
}
