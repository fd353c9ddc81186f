import { type APIMessage, Routes } from "discord.js";

import type { HeldTask, Slot } from "../contracts/journal.ts";
import { createMessage, editMessage, faultOf, type MessagePart, type Rest } from "./api.ts";

/**
 * How long a repeated nonce is trusted to give back the first message instead of a second one.
 * Discord says "the past few minutes" and names no number, so a minute is what we count on.
 * Source: https://docs.discord.com/developers/resources/message#create-message (`enforce_nonce`)
 */
export const NONCE_WINDOW_MS = 60_000;

/** What became of one message of an answer. */
export type Placement =
  | { readonly kind: "placed"; readonly messageId: string | undefined }
  | { readonly kind: "uncertain" };

/** Where a slot's message is created. */
export interface SlotPlace {
  readonly channelId: string;
  /** The message that the part replies to; given to the first part alone. */
  readonly replyTo?: string;
  /** The command that the part answers, when it is not a reply; given to the first part alone. */
  readonly interactionId?: string;
}

/** `taskId:index`: at most 20 digits, a colon and three more of the 25 characters allowed. */
export function nonceOf(taskId: string, index: number): string {
  return `${taskId}:${index}`;
}

/**
 * The slots that the parts of an answer go into, in order: the first ones whose message was not deleted
 * again. A deleted one's number is left out, since its nonce still stands for the deleted message.
 *
 * @param shownSince Unix ms: messages of an earlier answer, which were there before, are left out too, so that
 *   none of them is edited. Default: they are used again.
 */
export function usablePositions(
  slots: readonly (Slot | undefined)[],
  count: number,
  shownSince = -Infinity,
): readonly number[] {
  const positions: number[] = [];
  for (let position = 0; positions.length < count; position += 1) {
    const slot = slots[position];
    const isEarlier = slot?.messageId !== undefined && slot.firstTriedAt < shownSince;
    if (slot?.isRemoved !== true && !isEarlier) positions.push(position);
  }
  return positions;
}

/**
 * Makes the message of a slot show its part: created once, edited when it is already there.
 * May be called again after a crash at any point.
 *
 * @throws {LeaseLostError} Before anything was sent.
 * @throws Whatever the REST client throws; {@link faultOf} sorts it.
 */
export async function placePart(
  rest: Rest,
  held: HeldTask,
  place: SlotPlace,
  index: number,
  part: MessagePart,
  now: () => number,
): Promise<Placement> {
  const slot = held.slots[index];
  if (slot?.messageId !== undefined) return await showPart(rest, place, slot.messageId, part);
  if (slot !== undefined && now() - slot.firstTriedAt > NONCE_WINDOW_MS) {
    const found = await findPart(rest, held, place, part);
    if (found === "unreadable") return { kind: "uncertain" };
    if (found !== undefined) {
      await held.fillSlot(index, found.id);
      return await showPart(rest, place, found.id, part);
    }
  }
  await held.beginSlot(index);
  const created = await createOnce(rest, held, place, index, part);
  if (created === undefined) return { kind: "placed", messageId: undefined };
  await held.fillSlot(index, created.id);
  // A nonce that was used before gives back the earlier text, such as a preview.
  const isCurrent = slot === undefined || created.content.trim() === part.content.trim();
  return isCurrent
    ? { kind: "placed", messageId: created.id }
    : await showPart(rest, place, created.id, part);
}

/** Edits a message to its part. One that somebody removed stays removed. */
async function showPart(
  rest: Rest,
  place: SlotPlace,
  messageId: string,
  part: MessagePart,
): Promise<Placement> {
  try {
    await editMessage(rest, place.channelId, messageId, part);
  } catch (error) {
    if (faultOf(error) !== "unknown-message") throw error;
  }
  return { kind: "placed", messageId };
}

/** @returns `undefined` when the message was created earlier and removed since: it had been delivered. */
async function createOnce(
  rest: Rest,
  held: HeldTask,
  place: SlotPlace,
  index: number,
  part: MessagePart,
): Promise<APIMessage | undefined> {
  const nonce = nonceOf(held.task.id, index);
  const { replyTo } = place;
  try {
    return await createMessage(rest, place.channelId, part, {
      nonce,
      ...(replyTo === undefined ? {} : { replyTo }),
    });
  } catch (error) {
    const fault = faultOf(error);
    if (fault === "unknown-message") return undefined;
    if (fault === "no-reply" && replyTo !== undefined) {
      return await createMessage(rest, place.channelId, part, { nonce });
    }
    throw error;
  }
}

/** Messages that are looked through for one that may have been created before a crash. */
const LOOKUP_PAGE = 100;
const LOOKUP_PAGES = 5;

/**
 * Looks for a slot's message in the channel, for when its nonce is too old to be trusted.
 *
 * @returns `unreadable` when the channel's history cannot be read: then nobody knows, and sending
 * again could show the answer twice.
 */
async function findPart(
  rest: Rest,
  held: HeldTask,
  place: SlotPlace,
  part: MessagePart,
): Promise<APIMessage | "unreadable" | undefined> {
  // One below the question, so that a readable history contains at least the question itself: without
  // the permission Discord answers with an empty list and no error.
  let after = String(BigInt(held.task.id) - 1n);
  let hasSeenAny = false;
  for (let page = 0; page < LOOKUP_PAGES; page += 1) {
    const query = new URLSearchParams({ after, limit: String(LOOKUP_PAGE) });
    const messages = (await rest.get(Routes.channelMessages(place.channelId), { query })) as APIMessage[];
    hasSeenAny ||= messages.length > 0;
    const found = messages.find((message) => isPart(message, held, place, part));
    if (found !== undefined) return found;
    const newest = messages[0];
    if (messages.length < LOOKUP_PAGE || newest === undefined) break;
    after = newest.id;
  }
  return hasSeenAny ? undefined : "unreadable";
}

function isPart(message: APIMessage, held: HeldTask, place: SlotPlace, part: MessagePart): boolean {
  if (message.author.bot !== true || held.slots.some((slot) => slot?.messageId === message.id)) return false;
  const { replyTo, interactionId } = place;
  if (replyTo !== undefined) return message.message_reference?.message_id === replyTo;
  if (interactionId !== undefined && message.interaction_metadata?.id === interactionId) return true;
  return message.content.trim() === part.content.trim();
}
