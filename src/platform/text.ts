/* Text from outside (a server, a library, a file), made fit for messages, reports and journals. */

/** One line, without control characters. */
export function singleLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
}

/** Never cuts a character in two. */
export function truncate(text: string, longest = 200): string {
  return text.length > longest ? `${text.slice(0, longest).replace(/[\ud800-\udbff]$/, '')}…` : text;
}

/** For reports and journals, whose reader must see that text is missing. */
export function truncateWithNote(text: string, longest = 1000): string {
  return text.length > longest ? `${truncate(text, longest)} (cut, it had ${text.length} characters)` : text;
}

/** The beginning of a quoted text, in one line: enough to find the place in the file. */
export function excerpt(text: string): string {
  return truncate(text.slice(0, 200).replace(/\s+/g, ' '), 60);
}
