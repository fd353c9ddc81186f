/**
 * Discord's error bodies.
 * Source of codes: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
 */
const ERRORS = {
  generalError: [404, 0, "404: Not Found"],
  unauthorized: [401, 0, "401: Unauthorized"],
  unknownChannel: [404, 10003, "Unknown Channel"],
  unknownGuild: [404, 10004, "Unknown Guild"],
  unknownMember: [404, 10007, "Unknown Member"],
  unknownMessage: [404, 10008, "Unknown Message"],
  unknownRole: [404, 10011, "Unknown Role"],
  unknownUser: [404, 10013, "Unknown User"],
  unknownEmoji: [400, 10014, "Unknown Emoji"],
  unknownWebhook: [404, 10015, "Unknown Webhook"],
  unknownInteraction: [404, 10062, "Unknown interaction"],
  unknownCommand: [404, 10063, "Unknown application command"],
  maxDailyCommands: [
    400,
    30034,
    "Maximum number of daily application command creates has been reached (200)",
  ],
  requestTooLarge: [413, 40005, "Request entity too large"],
  alreadyAcknowledged: [400, 40060, "Interaction has already been acknowledged."],
  maxFollowUps: [
    400,
    40094,
    "This interaction has reached the maximum number of follow-up messages (user-installed application)",
  ],
  missingAccess: [403, 50001, "Missing Access"],
  notInDm: [400, 50003, "Cannot execute action on a DM channel"],
  editForeignMessage: [403, 50005, "Cannot edit a message authored by another user"],
  emptyMessage: [400, 50006, "Cannot send an empty message"],
  cannotDm: [403, 50007, "Cannot send messages to this user"],
  notInNonText: [400, 50008, "Cannot send messages in a non-text channel"],
  missingPermissions: [403, 50013, "Missing Permissions"],
  wrongChannelType: [400, 50024, "Cannot execute action on this channel type"],
  invalidWebhookToken: [401, 50027, "Invalid Webhook Token"],
  tooOldForBulk: [400, 50034, "A message provided was too old to bulk delete"],
  invalidFormBody: [400, 50035, "Invalid Form Body"],
  threadArchived: [400, 50083, "Thread is archived"],
  invalidJson: [400, 50109, "The request body contains invalid JSON."],
  noHistoryForReply: [400, 160002, "Cannot reply without permission to read message history"],
  threadExists: [400, 160004, "A thread has already been created for this message"],
  threadLocked: [400, 160005, "Thread is locked"],
} as const satisfies Record<string, readonly [status: number, code: number, message: string]>;

export type ApiErrorKind = keyof typeof ERRORS;

/** Nested as Discord nests it: `{ content: { _errors: [{ code, message }] } }`. */
export type FieldErrors = { readonly [field: string]: FieldErrors | readonly FieldError[] };
export interface FieldError {
  readonly code: string;
  readonly message: string;
}

/** A refusal in Discord's own words. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: number;
  readonly errors: FieldErrors | undefined;

  constructor(kind: ApiErrorKind, errors?: FieldErrors) {
    const [status, code, message] = ERRORS[kind];
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.errors = errors;
  }

  body(): object {
    return {
      message: this.message,
      code: this.code,
      ...(this.errors === undefined ? {} : { errors: this.errors }),
    };
  }
}

/** 50035 with one field at fault; `path` is dotted, such as `embeds.0.title`. */
export function invalidForm(path: string, code: string, message: string): ApiError {
  let errors: FieldErrors = { _errors: [{ code, message }] };
  for (const field of path
    .split(".")
    .filter((part) => part !== "")
    .toReversed())
    errors = { [field]: errors };
  return new ApiError("invalidFormBody", errors);
}
