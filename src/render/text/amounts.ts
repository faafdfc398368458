/* Numbers and lists of names in sentences, the same in every format. Plain text, not escaped. */

const thousands = /\B(?=(?:\d{3})+$)/g;

export function formatNumber(value: number): string {
  return String(value).replace(thousands, ',');
}

/** `1 partner`, `3,000 partners`. */
export function count(amount: number, singular: string, plural = `${singular}s`): string {
  return `${formatNumber(amount)} ${amount === 1 ? singular : plural}`;
}

/** The first `max` texts and the number of the others: `a, b and 3 more`. `more`: if a text is of several. */
export function firstFew(texts: readonly string[], max: number, more = texts.length - max): string {
  const listed = texts.slice(0, max).join(', ');
  return more > 0 ? `${listed} and ${formatNumber(more)} more` : listed;
}

/** `a, b and c`. */
export function inWords(texts: readonly string[]): string {
  const last = texts.at(-1) ?? '';
  return texts.length > 1 ? `${texts.slice(0, -1).join(', ')} and ${last}` : last;
}
