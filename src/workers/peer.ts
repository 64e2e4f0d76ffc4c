import { z } from 'zod';

/** One end of the channel between two processes of this program. */
export interface Channel {
  /** What can't be sent, because the other process has ended, is dropped. */
  send(message: object): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** What the other process may ask, by its name; a rejection reaches it as a rejection. */
export type Answers = Readonly<Record<string, (argument: unknown) => unknown>>;

export interface Peer {
  /** Asks the other process. Arguments and answers pass through JSON. Rejects where it fails or has ended. */
  ask(what: string, argument?: unknown): Promise<unknown>;
  /** The other process has ended: rejects what it has not answered. */
  close(): void;
}

const packet = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('question'), id: z.number(), what: z.string(), argument: z.unknown().optional() }),
  z.object({ kind: z.literal('answer'), id: z.number(), value: z.unknown().optional() }),
  z.object({ kind: z.literal('failure'), id: z.number(), reason: z.string() }),
]);

/** Questions and answers, in both directions, over a channel of messages. */
export function createPeer(channel: Channel, answers: Answers): Peer {
  const open = new Map<number, PromiseWithResolvers<unknown>>();
  let asked = 0;

  const answer = async (id: number, what: string, argument: unknown): Promise<void> => {
    try {
      const reply = answers[what];
      if (!reply) throw new Error(`nothing answers "${what}"`);
      channel.send({ kind: 'answer', id, value: await reply(argument) });
    } catch (error) {
      channel.send({ kind: 'failure', id, reason: error instanceof Error ? error.message : String(error) });
    }
  };

  channel.onMessage((message) => {
    const parsed = packet.safeParse(message);
    if (!parsed.success) return;
    const { data } = parsed;
    if (data.kind === 'question') {
      void answer(data.id, data.what, data.argument);
      return;
    }
    const waiting = open.get(data.id);
    open.delete(data.id);
    if (data.kind === 'answer') waiting?.resolve(data.value);
    else waiting?.reject(new Error(data.reason));
  });

  return {
    ask(what, argument) {
      asked += 1;
      const waiting = Promise.withResolvers<unknown>();
      open.set(asked, waiting);
      channel.send({ kind: 'question', id: asked, what, argument });
      return waiting.promise;
    },
    close() {
      for (const { reject } of open.values()) reject(new Error('the other process has ended'));
      open.clear();
    },
  };
}
