/** What a person does on the page, checked and handed to the stand-in. */
import { z } from "zod";
import type { OutgoingFile, People } from "./contracts.ts";

/** An action that the page may not do, or that Discord's client would not let a person do. */
export class ActionError extends Error {}

const id = z.string().regex(/^\d{1,20}$/);
const file = z
  .object({ name: z.string().min(1).max(260), contentType: z.string(), base64: z.base64() })
  .transform((one): OutgoingFile => ({
    // Half a surrogate pair cannot stand in the link to the file.
    name: one.name.toWellFormed(),
    content: Buffer.from(one.base64, "base64"),
    ...(one.contentType === "" ? {} : { contentType: one.contentType }),
  }));
const emoji = { userId: id, channelId: id, messageId: id, emoji: z.string().min(1).max(64) };
const command = {
  userId: id,
  channelId: id,
  name: z.string(),
  subcommand: z.string().exactOptional(),
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), file])).exactOptional(),
  locale: z.string().exactOptional(),
};
const contextCommand = z.object({
  userId: id,
  channelId: id,
  name: z.string(),
  targetId: id,
  locale: z.string().exactOptional(),
});
const component = { userId: id, channelId: id, messageId: id, customId: z.string() };

type Action = (people: People, body: unknown) => unknown;

function action<T>(schema: z.ZodType<T>, run: (people: People, input: T) => unknown): Action {
  return (people, body) => {
    const parsed = schema.safeParse(body);
    if (!parsed.success) throw new ActionError(z.prettifyError(parsed.error));
    return run(people, parsed.data);
  };
}

const actions: ReadonlyMap<string, Action> = new Map([
  [
    "say",
    action(
      z.object({
        authorId: id,
        channelId: id,
        content: z.string(),
        replyTo: id.exactOptional(),
        pingReply: z.boolean().exactOptional(),
        files: z.array(file).max(10).exactOptional(),
      }),
      (people, say) => people.say(say),
    ),
  ],
  [
    "edit",
    action(z.object({ channelId: id, messageId: id, content: z.string() }), (people, edit) =>
      people.edit(edit.channelId, edit.messageId, edit.content),
    ),
  ],
  [
    "delete",
    action(z.object({ channelId: id, messageId: id }), (people, gone) =>
      people.delete(gone.channelId, gone.messageId),
    ),
  ],
  [
    "react",
    action(z.object(emoji), (people, r) => people.react(r.userId, r.channelId, r.messageId, r.emoji)),
  ],
  [
    "unreact",
    action(z.object(emoji), (people, r) => people.unreact(r.userId, r.channelId, r.messageId, r.emoji)),
  ],
  [
    "type",
    action(z.object({ userId: id, channelId: id }), (people, t) => people.type(t.userId, t.channelId)),
  ],
  ["start-dm", action(z.object({ userId: id }), (people, dm) => people.startDm(dm.userId))],
  [
    "start-thread",
    action(
      z.object({
        userId: id,
        channelId: id,
        name: z.string().min(1).max(100),
        messageId: id.exactOptional(),
        isPrivate: z.boolean().exactOptional(),
        content: z.string().exactOptional(),
      }),
      (people, thread) => people.startThread(thread),
    ),
  ],
  ["run-command", action(z.object(command), (people, run) => people.runCommand(run))],
  ["run-user-command", action(contextCommand, (people, run) => people.runUserCommand(run))],
  ["run-message-command", action(contextCommand, (people, run) => people.runMessageCommand(run))],
  [
    "autocomplete",
    action(z.object({ ...command, focused: z.string() }), (people, run) => people.autocomplete(run)),
  ],
  [
    "press",
    action(z.object(component), (people, p) => people.press(p.userId, p.channelId, p.messageId, p.customId)),
  ],
  [
    "select",
    action(z.object({ ...component, values: z.array(z.string()) }), (people, s) =>
      people.select(s.userId, s.channelId, s.messageId, s.customId, s.values),
    ),
  ],
  [
    "submit-modal",
    action(
      z.object({ userId: id, interactionId: id, values: z.record(z.string(), z.string()) }),
      (people, modal) => people.submitModal(modal.userId, modal.interactionId, modal.values),
    ),
  ],
]);

/**
 * Runs one action by name.
 *
 * @throws {ActionError} When there is no such action, its input is wrong or the stand-in refuses it.
 */
export function runAction(people: People, name: string, body: unknown): unknown {
  const found = actions.get(name);
  if (found === undefined) throw new ActionError(`There is no action named ${name}.`);
  try {
    return found(people, body);
  } catch (error) {
    // The stand-in refuses with one sentence for the person.
    throw error instanceof ActionError
      ? error
      : new ActionError(error instanceof Error ? error.message : String(error));
  }
}
