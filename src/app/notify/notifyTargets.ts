/* The receivers of `--notify KIND=VARIABLE`. The URL is a secret, so the command line names its variable only. */
import { XtapError } from '../../model/errors.ts';
import { isLoopbackHost } from '../../platform/http/loopback.ts';
import type { Notification } from '../../render/notify/notification.ts';
import { webhookBody } from '../../render/notify/notification.ts';
import { slackBody } from '../../render/notify/slackBlocks.ts';
import { teamsBody } from '../../render/notify/teamsCard.ts';

const bodies = { teams: teamsBody, slack: slackBody, webhook: webhookBody } as const;
const notifyKinds = Object.keys(bodies) as readonly (keyof typeof bodies)[];

export interface NotifyTarget {
  /** `teams (XTAP_TEAMS_URL)`, for messages. */
  readonly label: string;
  readonly variable: string;
  readonly bodyOf: (notification: Notification) => string;
}

/** Throws XtapError `usage`. */
export function parseNotifyTargets(texts: readonly string[]): readonly NotifyTarget[] {
  return texts.map((text) => {
    const [, word, variable] = /^([^=]*)=([A-Za-z_]\w*)$/.exec(text) ?? [];
    const kind = notifyKinds.find((name) => name === word);
    if (kind === undefined || variable === undefined) throw usage(text);
    return { label: `${kind} (${variable})`, variable, bodyOf: bodies[kind] };
  });
}

function usage(text: string): XtapError {
  const isUrl = /^[^=]*=https?:/i.test(text);
  const shown = isUrl ? 'a URL' : `"${text}"`;
  const message = `--notify takes KIND=VARIABLE, not ${shown}: the kind (${notifyKinds.join(', ')}), and the name of the environment variable that contains the URL.`;
  return new XtapError('usage', message);
}

/** The URL of a target, or why it cannot be used. The reason does not contain the URL. */
export function urlOfTarget(
  { variable }: Pick<NotifyTarget, 'variable'>,
  env: Readonly<Record<string, string | undefined>>,
): { readonly url: URL } | { readonly problem: string } {
  const text = (env[variable] ?? '').trim();
  if (text === '') return { problem: `the variable ${variable} is not set` };
  if (!URL.canParse(text)) return { problem: `the variable ${variable} does not contain a URL` };
  const url = new URL(text);
  const isPlainLoopback = url.protocol === 'http:' && isLoopbackHost(url.hostname);
  if (url.protocol !== 'https:' && !isPlainLoopback) return { problem: `the URL in ${variable} is not https` };
  if (url.protocol === 'https:' && env.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
    return { problem: 'NODE_TLS_REJECT_UNAUTHORIZED=0 is set, so the server could be anybody' };
  }
  return { url };
}
