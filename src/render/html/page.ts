/*
 * The frame of an HTML result: one file that loads nothing. The content security policy allows the style sheet and the
 * script of the page by hash and nothing else, so injected markup could not run, load or send anything. The hashes are
 * constants, since renderers compute no hashes; a test compares them with style and script.
 */
import { htmlText } from '../text/escape.ts';
import { baseStyle, baseStyleHash } from './baseStyle.ts';

/** Style and script of a page, each with its hash. */
export interface PageLook {
  readonly style: string;
  readonly styleHash: string;
  readonly script?: { readonly text: string; readonly hash: string };
}

/** `body` is HTML: the caller has escaped its texts. */
export function page(title: string, body: string): string {
  const main = `<main class="plain">\n<h1>${htmlText(title)}</h1>\n${body}\n</main>`;
  return document(title, main, { style: baseStyle, styleHash: baseStyleHash });
}

/** A page with its own style and script; `body` is the whole body, as HTML. */
export function document(title: string, body: string, { style, styleHash, script }: PageLook): string {
  const allowed = [
    "default-src 'none'",
    `style-src '${styleHash}'`,
    ...(script ? [`script-src '${script.hash}'`, "require-trusted-types-for 'script'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${allowed.join('; ')}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${htmlText(title)}</title>
<style>${style}</style>
</head>
<body>
${body}${script ? `\n<script>${script.text}</script>` : ''}
</body>
</html>
`;
}
