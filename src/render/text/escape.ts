/*
 * Escaping of third-party text. Names, ids and messages come from YAML and from the tenant. A person who can name a
 * tenant must not be able to colour a terminal, reverse a line, mention a person, close a table cell or command a CI
 * runner.
 *
 * There is one function per destination of a text. Each first makes invisible characters visible (`\u001b`), since a
 * hidden character misleads a reader in every format. Rejected: deleting such characters, which makes different names
 * look the same.
 */

/**
 * C0, DEL and C1; line and paragraph separators; soft hyphen, bidi controls, zero width and other format characters
 * (Cf); private use; lone surrogates; invisible fillers; variation selectors, except the two that choose between text
 * and picture.
 */
const invisible =
  /\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}|\p{Cs}|\p{Co}|\u034f|[\u115f\u1160]|[\u17b4\u17b5]|[\u180b-\u180f]|\u2800|\u3164|\uffa0|[\ufe00-\ufe0d]|[\u{e0100}-\u{e01ef}]/gu;

/** Space characters other than U+0020, which a reader cannot distinguish. */
const oddSpace = /(?! )\p{Zs}/gu;

/**
 * Commands of GitHub's runner (`::` and a name at the start of a line, unlike the `::1` of an address; `##[` anywhere)
 * and of Azure's agent (`##vso[`).
 */
const runnerCommand = /(?<=^|\s):(?=:[a-z])|#(?=#(?:\[|vso\[))/gi;
/** The commands that may begin anywhere in a line. */
const hashCommand = /#(?=#(?:\[|vso\[))/gi;

function escapeSequence(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  return code > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}

/** One line without hidden, control or format characters. Every other format starts from this text. */
export function visibleText(text: string): string {
  // Fast path: a plan may have 100,000 texts, and nearly all of them are plain ASCII.
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return text.replace(invisible, escapeSequence).replace(oddSpace, escapeSequence);
}

/** For a terminal or a log. A CI runner reads logs too, so its commands are escaped. */
export function terminalText(text: string): string {
  const visible = visibleText(text);
  return visible.includes('::') || visible.includes('##') ? visible.replace(runnerCommand, escapeSequence) : visible;
}

const htmlEntities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For HTML, as text or inside a quoted attribute. */
export function htmlText(text: string): string {
  const escaped = visibleText(text).replace(/[&<>"']/g, (character) => htmlEntities[character] ?? character);
  return escaped.replace(hashCommand, '&#35;');
}

/** The same JSON value, with `\u…` for invisible characters and for commands of a CI runner. */
export function jsonWithoutSurprises(json: string): string {
  if (/^[\n\x20-\x22\x24-\x7e]*$/.test(json)) return json;
  const unseen = json.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    character.split('').map(escapeUnit).join(''),
  );
  return unseen.replace(hashCommand, escapeUnit);
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Letters and the punctuation of ordinary names, none of which has a meaning in Markdown or in GitHub's autolinks. */
const ordinaryName = /^[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N} ,.'’&()-]*$/u;
const autolinked = /www\.|\bgh-\d|\b[0-9a-f]{7,40}\b/i;

/**
 * For Markdown, in running text or a table cell: an ordinary name as it is, any other text as code. GitHub links no
 * mention, issue, commit or emoji inside code. Escaping the characters would not prevent links, since GitHub looks for
 * them after it has rendered the Markdown.
 */
export function markdownText(text: string): string {
  const visible = visibleText(text);
  const ordinary = ordinaryName.test(visible) && !autolinked.test(visible);
  return ordinary ? visible.replaceAll('&', '&amp;') : markdownCode(visible);
}

/**
 * For Markdown, as code: between backticks; or as `<code>` with every ASCII punctuation mark as an entity if a
 * backtick, a pipe, or a space at an end would break the backticks.
 */
export function markdownCode(text: string): string {
  const visible = visibleText(text);
  const plain = /^[^`|\s\\]([^`|\\]*[^`|\s\\])?$/u.test(visible) && visible.search(hashCommand) < 0;
  return plain ? `\`${visible}\`` : entityCode(visible);
}

function entityCode(visible: string): string {
  const encoded = visible.replace(/[!-,./:-@[-`{-~]/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<code>${encoded === '' ? ' ' : encoded}</code>`;
}

/** The message of a workflow command. Only the given lines break, so a name cannot start a line of its own. */
export function workflowData(lines: readonly string[]): string {
  const visible = lines.map((line) => visibleText(line).replace(hashCommand, escapeSequence));
  return visible.map((line) => line.replaceAll('%', '%25')).join('%0A');
}

/** A property of a workflow command (`file`, `title`), in one line. */
export function workflowProperty(text: string): string {
  const visible = visibleText(text).replace(hashCommand, escapeSequence);
  return visible.replaceAll('%', '%25').replaceAll(':', '%3A').replaceAll(',', '%2C');
}
