/** GitHub's limit for comments and pull request bodies, in characters. */
export const githubCommentLimit = 65_536;

/** Leaves room for the action's additions to a comment: a marker, a stamp and a list of older plans. */
export const actionCommentLimit = githubCommentLimit - 4096;

/**
 * Returns the text with the most detail that fits the limit; found by bisection. `render` takes the number of grains of
 * detail and writes whole pieces; more grains make a longer text, or nearly so. The text without any detail is returned
 * even if it does not fit.
 *
 * GitHub counts characters of up to four bytes, not bytes. `length` counts UTF-16 units, which are at least as many as
 * characters, so a text that fits by `length` fits GitHub's limit.
 */
export function fitLimit(render: (grains: number) => string, grains: number, limit: number): string {
  const complete = render(grains);
  if (complete.length <= limit) return complete;
  let [fits, tooMuch] = [0, grains];
  while (tooMuch - fits > 1) {
    const middle = Math.floor((fits + tooMuch) / 2);
    if (render(middle).length <= limit) fits = middle;
    else tooMuch = middle;
  }
  return render(fits);
}
