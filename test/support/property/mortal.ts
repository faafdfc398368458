import type { Connection } from '../../../src/app/connect.ts';
import { latch } from '../writeGate.ts';

/** The nth request of an apply at which its process dies: before the server has it, or after it was carried out. */
export interface Death {
  readonly n: number;
  readonly moment: 'before' | 'after';
}

const never = new Promise<never>(() => undefined);

/**
 * A connection whose process may die. From then on nothing is sent and no answer arrives, so nothing of the run goes
 * on; `died` waits for what is in flight, since a server goes on without its client.
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
