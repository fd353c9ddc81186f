import { type APIMessage, DiscordAPIError, MessageFlags, type RawFile, type REST, Routes } from "discord.js";

import type { Part } from "../contracts.ts";

/** The calls of discord.js's REST client that the bot's own writes use. */
export type Rest = Pick<REST, "get" | "post" | "patch" | "put" | "delete">;

/** One message of an answer, frozen in the journal before it is sent. */
export interface MessagePart extends Part {
  /** At most 2000 UTF-16 units. */
  readonly content: string;
  readonly files: readonly { readonly name: string; readonly text: string }[];
  /** Discord's own component JSON. */
  readonly components: readonly unknown[];
}

/** Nobody is ever pinged by what a model wrote, neither by a create nor by an edit. */
const NO_MENTIONS = { parse: [] } as const;

/** Creates a message in a channel, once per nonce within Discord's window. */
export async function createMessage(
  rest: Rest,
  channelId: string,
  part: MessagePart,
  options: { readonly nonce: string; readonly replyTo?: string },
): Promise<APIMessage> {
  const reply =
    options.replyTo === undefined
      ? {}
      : {
          message_reference: {
            message_id: options.replyTo,
            channel_id: channelId,
            fail_if_not_exists: false,
          },
        };
  return toMessage(
    await rest.post(Routes.channelMessages(channelId), {
      ...toBody(part, { nonce: options.nonce, enforce_nonce: true, ...reply }),
    }),
  );
}

/** Replaces a message's text, files and components. Repeating it changes nothing. */
export async function editMessage(
  rest: Rest,
  channelId: string,
  messageId: string,
  part: MessagePart,
): Promise<APIMessage> {
  return (await rest.patch(Routes.channelMessage(channelId, messageId), toBody(part, {}))) as APIMessage;
}

/** Replaces the response to a command. Repeating it changes nothing. */
export async function editResponse(
  rest: Rest,
  interaction: { readonly applicationId: string; readonly token: string },
  part: MessagePart,
): Promise<APIMessage> {
  return toMessage(
    await rest.patch(Routes.webhookMessage(interaction.applicationId, interaction.token), {
      ...toBody(part, {}),
      // The token is the credential; the bot's own would be sent in vain.
      auth: false,
    }),
  );
}

/** A proxy that lost its way to Discord may answer with success and nothing else: that is no message. */
function toMessage(answer: unknown): APIMessage {
  const { id } = (answer ?? {}) as Partial<APIMessage>;
  if (typeof id !== "string") throw new Error("Discord answered with success, but with no message");
  return answer as APIMessage;
}

function toBody(
  part: MessagePart,
  extra: Readonly<Record<string, unknown>>,
): { body: unknown; files: RawFile[] } {
  const files = part.files.map((file) => ({ name: file.name, data: file.text, contentType: "text/plain" }));
  return {
    body: {
      content: part.content,
      flags: MessageFlags.SuppressEmbeds,
      allowed_mentions: NO_MENTIONS,
      components: part.components,
      attachments: files.map(({ name }, index) => ({ id: String(index), filename: name })),
      ...extra,
    },
    files,
  };
}

/** What a failed call means for what comes next. */
export type Fault =
  /** The target is gone, or the bot may not write there. */
  | "gone"
  /** A message that this call was about does not exist (any more). */
  | "unknown-message"
  /** The interaction's token is unknown or too old. */
  | "token-expired"
  /** Replying needs a permission that the bot lacks: send without the reference. */
  | "no-reply"
  /** The server's AutoMod or a link filter refused the text. */
  | "blocked"
  /** Discord calls the request wrong: a bug, or a limit that is not documented. */
  | "invalid"
  /** The bot's token is no longer good. */
  | "unauthorized"
  /** Try again later: network, 5xx, rate limits. */
  | "temporary";

/** Codes of https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
const FAULTS_BY_CODE: ReadonlyMap<number | string, Fault> = new Map<number | string, Fault>([
  [10003, "gone"],
  [10004, "gone"],
  [10008, "unknown-message"],
  [10015, "token-expired"],
  [10062, "token-expired"],
  [50027, "token-expired"],
  [50001, "gone"],
  [50007, "gone"],
  [50013, "gone"],
  [50083, "gone"],
  [160005, "gone"],
  [160002, "no-reply"],
  [200000, "blocked"],
  [200001, "blocked"],
  [240000, "blocked"],
  [20016, "temporary"],
  [20028, "temporary"],
  [30046, "temporary"],
  [40062, "temporary"],
  [130000, "temporary"],
]);

/** Sorts an error thrown by a REST call. */
export function faultOf(error: unknown): Fault {
  if (!(error instanceof DiscordAPIError)) return "temporary";
  const known = FAULTS_BY_CODE.get(error.code);
  if (known !== undefined) return known;
  if (error.status === 401) return "unauthorized";
  if (error.status === 403 || error.status === 404) return "gone";
  return error.status >= 500 || error.status === 429 ? "temporary" : "invalid";
}
