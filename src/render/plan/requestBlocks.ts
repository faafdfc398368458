/*
 * `--show-requests` in Markdown and HTML: method, URL and body of every request, folded, in the order in which apply
 * sends them. A comment that has no room for all shows the first ones. Annotations have no room for any.
 */
import type { Plan, PlannedRequest } from '../../model/plan.ts';
import { nameHtml } from '../html/markup.ts';
import { count } from '../text/amounts.ts';
import { htmlText, visibleText } from '../text/escape.ts';
import { fitLimit } from '../text/fitLimit.ts';
import { codeBlock, shortName } from '../text/markdown.ts';
import { changeName } from './planWording.ts';

interface NamedRequest {
  readonly name: string;
  readonly lines: readonly string[];
}

/** `PATCH /policies/…`, then the body as JSON. The lines are not escaped. */
export function linesOfRequest({ method, url, body }: PlannedRequest): readonly string[] {
  return [`${method} ${url}`, ...(body === undefined ? [] : JSON.stringify(body, null, 2).split('\n'))];
}

function requestsOf({ changes }: Plan): readonly NamedRequest[] {
  return changes.flatMap((change) =>
    change.requests.map((request) => ({ name: changeName(change), lines: linesOfRequest(request) })),
  );
}

/** At most `room` characters, except for the sentence that says that requests are left out. */
export function requestsMarkdown(plan: Plan, room: number): readonly string[] {
  const requests = requestsOf(plan);
  if (requests.length === 0) return [];
  const blocks = requests.map(({ name, lines }) =>
    [`**${shortName(name)}**`, '', codeBlock(lines.map(visibleText).join('\n'), 'http')].join('\n'),
  );
  const render = (amount: number): string => {
    const left = blocks.length - amount;
    const more = left === 0 ? [] : [`${count(left, 'request')} left out here: see the plan as JSON.`, ''];
    const title = count(blocks.length, 'request');
    return [`<details><summary>${title}</summary>`, '', ...blocks.slice(0, amount), ...more, '</details>', ''].join(
      '\n',
    );
  };
  return fitLimit(render, blocks.length, room).split('\n');
}

export function requestsHtml(plan: Plan): string {
  const requests = requestsOf(plan);
  if (requests.length === 0) return '';
  const items = requests.map(
    ({ name, lines }) => `<p>${nameHtml(name)}</p>\n<pre>${lines.map(htmlText).join('\n')}</pre>`,
  );
  return `<details class="notes"><summary><h2>${count(requests.length, 'request')}</h2></summary>\n${items.join('\n')}\n</details>`;
}
