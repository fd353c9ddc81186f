import type { Delivery, DeliveryOutcome, LiveView } from "../../src/contracts/delivery.ts";
import type { HeldTask } from "../../src/contracts/journal.ts";

/** What a platform offers that knows nonces: the same nonce returns the message that it first made. */
export interface ChannelPort {
  create(channelId: string, nonce: string, text: string): Promise<string>;
}

/** A message as people see it. */
export interface ShownMessage {
  readonly id: string;
  readonly channelId: string;
  readonly nonce: string;
  readonly text: string;
}

/** A platform in memory, with its channels' log as the oracle. */
export interface MemoryChannel extends ChannelPort {
  readonly shown: readonly ShownMessage[];
}

/** @param knowsNonces False makes the negative twin: a repeated create shows a second message. */
export function createMemoryChannel(knowsNonces = true): MemoryChannel {
  const shown: ShownMessage[] = [];
  return {
    shown,
    async create(channelId, nonce, text) {
      const known = knowsNonces ? shown.find((one) => one.nonce === nonce) : undefined;
      if (known !== undefined) {
        // The protocol freezes a part before its first try, so that this cannot happen.
        if (known.text !== text) throw new Error(`Nonce ${nonce} came again with another text`);
        return known.id;
      }
      const id = `m${shown.length + 1}`;
      shown.push({ id, channelId, nonce, text });
      return id;
    },
  };
}

const NO_VIEW: LiveView = { show() {}, close: async () => {} };

export interface SlotDeliveryOptions {
  /** Called at the places where a process may die, by their names in the crash matrix. */
  readonly point?: (name: string) => void | Promise<void>;
  readonly watch?: (held: HeldTask) => LiveView;
  /** Ends a delivery before its first part. */
  readonly outcome?: () => DeliveryOutcome | undefined;
  /** How many messages an answer takes. Default 1. */
  readonly partsOf?: (taskId: string) => number;
}

/** Delivers as Discord's does: numbered slots, each on disk before its create, with a fixed nonce. */
export function createSlotDelivery(channel: ChannelPort, options: SlotDeliveryOptions = {}): Delivery {
  const point = options.point ?? (() => {});
  return {
    watch: options.watch ?? (() => NO_VIEW),
    prepare: (task, _origin, answer) =>
      Array.from({ length: options.partsOf?.(task.id) ?? 1 }, (_, index) => ({
        text: index === 0 ? answer.text : `${answer.text} (${index})`,
      })),
    async deliver(held) {
      const outcome = options.outcome?.();
      if (outcome !== undefined) return outcome;
      for (const [index, part] of (held.answer?.parts ?? []).entries()) {
        if (held.slots[index]?.messageId !== undefined) continue;
        await held.beginSlot(index);
        await point("K10");
        const nonce = `${held.task.id}:${index}`;
        const messageId = await channel.create(held.task.place.channelId, nonce, String(part["text"]));
        await point("K12");
        await held.fillSlot(index, messageId);
      }
      return { kind: "delivered" };
    },
  };
}
