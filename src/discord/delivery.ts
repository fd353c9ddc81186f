import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { type APIMessage, Routes } from "discord.js";

import type { Answer, Log, Part, Task } from "../contracts.ts";
import type { Delivery, DeliveryOutcome } from "../contracts/delivery.ts";
import type { HeldTask } from "../contracts/journal.ts";
import { DeliveryError, OrchidError } from "../errors.ts";
import type { Vocabulary } from "../words/vocabulary.ts";
import type { LiveWords } from "../words/words.ts";
import { editResponse, faultOf, type MessagePart, type Rest } from "./api.ts";
import { stoppedButtons, workingButtons } from "./buttons.ts";
import { createLinkTrust } from "./link-trust.ts";
import { openLiveView } from "./live-view.ts";
import { type DiscordOrigin, type InteractionOrigin, toDiscordOrigin } from "./origin.ts";
import type { SendBudget } from "./send-budget.ts";
import { placePart, type Placement, type SlotPlace, usablePositions } from "./slots.ts";
import type { NeutraliseOptions } from "./text/neutralise.ts";

/** Waits between the tries of one write; after them the journal tries again later. */
const RETRY_DELAYS_MS = [250, 1_000, 3_000] as const;

export interface DeliveryParts {
  readonly rest: Rest;
  readonly budget: SendBudget;
  readonly log: Log;
  readonly now: () => number;
  /** Cuts an answer into messages: text, files and buttons. */
  readonly layOut: (task: Task, origin: DiscordOrigin, answer: Answer) => Promise<readonly MessagePart[]>;
  /** What one message shows of a text that still grows. */
  readonly preview: (textSoFar: string, more: LiveWords["more"], links: NeutraliseOptions) => string;
  readonly words: Vocabulary["words"];
  /** Called when Discord no longer accepts the bot's token. */
  readonly onUnauthorized: () => void;
}

/** Brings answers to Discord, each message once. */
export function createDelivery(parts: DeliveryParts): Delivery {
  return {
    watch(held) {
      const { task } = held;
      const words = parts.words(task.author.locale);
      const trust = createLinkTrust(task);
      const view = openLiveView(held, {
        rest: parts.rest,
        budget: parts.budget,
        preview: (textSoFar) => parts.preview(textSoFar, words.live.more, trust.links),
        words: words.live,
        isPlain: task.isPlain ?? false,
        components: workingButtons(task.id, words.buttons),
        stoppedComponents: stoppedButtons(task.id, words.buttons),
        onError: (error) => parts.log.debug("preview-failed", { taskId: task.id, error }),
      });
      return {
        show(event) {
          if (event.type === "tool-start") trust.add(event.args);
          else if (event.type === "tool-end") trust.add(event.result);
          view.show(event);
        },
        close: () => view.close(),
      };
    },
    prepare: (task, origin, answer) => parts.layOut(task, toDiscordOrigin(origin), answer),
    deliver: (held) => deliver(held, parts),
  };
}

async function deliver(held: HeldTask, parts: DeliveryParts): Promise<DeliveryOutcome> {
  const frozen = held.answer;
  if (frozen === undefined) throw new TypeError("Nothing to deliver: the answer is not frozen");
  const origin = toDiscordOrigin(held.origin);
  const positions = usablePositions(held.slots, frozen.parts.length, shownSince(held, origin));
  for (const [index, part] of frozen.parts.entries()) {
    const where = { position: positions[index] ?? index, isFirst: index === 0 };
    const outcome = await deliverPart(held, parts, origin, where, toMessagePart(part));
    if (outcome !== "placed") return outcome;
  }
  await removeSurplus(held, parts, origin, positions);
  return { kind: "delivered" };
}

/**
 * Who wants no edits is given a new answer to the same question in new messages; the earlier ones are surplus
 * then. Where only a command's own response reaches the place, there is nothing but to edit that.
 */
function shownSince({ task, answer }: HeldTask, origin: DiscordOrigin): number | undefined {
  const canPost = origin.kind !== "interaction" || origin.canPost;
  return task.isPlain === true && canPost ? answer?.receipt.startedAt : undefined;
}

/** Which message of a task a part becomes. */
interface Where {
  /** Of its slot. */
  readonly position: number;
  /** It replies to the question, or is the response to the command. */
  readonly isFirst: boolean;
}

/** Deletes the messages that an earlier, longer answer to the same question left. */
async function removeSurplus(
  held: HeldTask,
  parts: DeliveryParts,
  origin: DiscordOrigin,
  positions: readonly number[],
): Promise<void> {
  for (const [position, slot] of held.slots.entries()) {
    if (slot === undefined || slot.isRemoved === true || positions.includes(position)) continue;
    if (slot.messageId !== undefined) {
      parts.budget.spend(origin.channelId);
      try {
        await parts.rest.delete(Routes.channelMessage(origin.channelId, slot.messageId));
      } catch (error) {
        const fault = faultOf(error);
        if (fault === "temporary" || fault === "unauthorized") throw unreachable(error);
        parts.log.debug("surplus-not-removed", { taskId: held.task.id, position, error });
      }
    }
    await held.removeSlot(position);
  }
}

/** The journal gives back what `layOut` made. */
function toMessagePart(part: Part): MessagePart {
  return part as MessagePart;
}

async function deliverPart(
  held: HeldTask,
  parts: DeliveryParts,
  origin: DiscordOrigin,
  where: Where,
  part: MessagePart,
): Promise<"placed" | DeliveryOutcome> {
  let current = part;
  for (let attempt = 0; ; attempt += 1) {
    parts.budget.spend(origin.channelId);
    try {
      const placement = await place(held, parts, origin, where, current);
      return placement.kind === "placed"
        ? "placed"
        : { kind: "uncertain", reason: "the channel's history cannot be read" };
    } catch (error) {
      // The journal's own words: a lost lease, a Stop, a full disk. Discord has nothing to do with them.
      if (error instanceof OrchidError) throw error;
      const fault = faultOf(error);
      parts.log.warn("delivery-attempt-failed", {
        taskId: held.task.id,
        part: where.position,
        attempt,
        fault,
        error,
      });
      // A refused text gives way to a sentence about it, once.
      if (current === part && (fault === "blocked" || fault === "invalid")) {
        const errorId = randomBytes(4).toString("hex");
        parts.log.error("answer-not-shown", { errorId, taskId: held.task.id, part: where.position, fault });
        const { blocked, refused } = parts.words(held.task.author.locale).answers;
        const content = fault === "blocked" ? blocked(errorId) : refused(errorId);
        current = { content, files: [], components: [] };
        continue;
      }
      if (fault === "unauthorized") parts.onUnauthorized();
      const delayMs = RETRY_DELAYS_MS[attempt];
      const isLasting = fault !== "temporary" && fault !== "unauthorized";
      if (isLasting) return { kind: "undeliverable", reason: describe(error) };
      if (fault === "unauthorized" || delayMs === undefined) throw unreachable(error);
      await sleep(delayMs * (0.75 + Math.random() / 2));
    }
  }
}

function unreachable(cause: unknown): DeliveryError {
  return new DeliveryError(`Discord is out of reach: ${describe(cause)}`, {
    hint: "Nothing to do when Discord is down: the answer is kept and sent later. See https://discordstatus.com.",
    cause,
  });
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function place(
  held: HeldTask,
  parts: DeliveryParts,
  origin: DiscordOrigin,
  { position, isFirst }: Where,
  part: MessagePart,
): Promise<Placement> {
  const { channelId } = origin;
  if (origin.kind === "interaction" && position === 0) return await placeResponse(held, parts, origin, part);
  const slot: SlotPlace = {
    channelId,
    ...(isFirst && origin.kind === "message" ? { replyTo: origin.messageId } : {}),
    ...(isFirst && origin.kind === "interaction" ? { interactionId: origin.interactionId } : {}),
  };
  return await placePart(parts.rest, held, slot, position, part, parts.now);
}

/**
 * The first part becomes the command's response, later ones ordinary messages. When the command's
 * token is too old for that, the whole answer becomes ordinary messages where the bot may write.
 */
async function placeResponse(
  held: HeldTask,
  parts: DeliveryParts,
  origin: InteractionOrigin,
  part: MessagePart,
): Promise<Placement> {
  try {
    if (held.slots[0] === undefined) await held.beginSlot(0);
    const shown: APIMessage = await editResponse(parts.rest, origin, part);
    await held.fillSlot(0, shown.id);
    return { kind: "placed", messageId: shown.id };
  } catch (error) {
    const fault = faultOf(error);
    const isTokenGone = fault === "token-expired" || fault === "unknown-message" || fault === "unauthorized";
    if (!isTokenGone || !origin.canPost) throw error;
    parts.log.info("response-token-expired", { taskId: held.task.id });
    const slot: SlotPlace = { channelId: origin.channelId, interactionId: origin.interactionId };
    return await placePart(parts.rest, held, slot, 0, part, parts.now);
  }
}
