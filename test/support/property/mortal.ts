import type { Connection } from '../../../src/app/connect.ts';
import { latch } from '../writeGate.ts';

/** The nth request of an apply, at which the process is killed: before the server has it, or after it was executed. */
export interface Death {
  readonly n: number;
  readonly moment: 'before' | 'after';
}

const never = new Promise<never>(() => undefined);

/**
 * A connection of a process that may be killed. From then on nothing is sent and no answer arrives, so the run does not
 * continue. `died` waits for the requests in flight, since the server continues without its client.
 */
export function mortal(
  connection: Connection,
  death: Death | undefined,
): { readonly connection: Connection; readonly died: Promise<void> } {
  const { opened: died, open: bury } = latch();
  const inner = connection.transport;
  let count = 0;
  let inFlight = 0;
  let isDead = false;
  const transport: Connection['transport'] = {
    ...inner,
    send: async (request, options) => {
      if (isDead) return never;
      count += 1;
      const isLast = count === death?.n;
      isDead ||= isLast;
      inFlight += 1;
      const isSent = !(isLast && death?.moment === 'before');
      const [answer] = await Promise.allSettled(isSent ? [inner.send(request, options)] : []);
      inFlight -= 1;
      if (isDead && inFlight === 0) bury();
      if (isDead || answer === undefined) return never;
      if (answer.status === 'rejected') throw answer.reason;
      return answer.value;
    },
  };
  return { connection: { ...connection, transport, context: { ...connection.context, transport } }, died };
}
