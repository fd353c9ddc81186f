/**
 * How one endpoint wants its requests. Known traits come from `providers/`, the rest is learned from
 * refusals. Every field is data; nothing past the wire knows of it.
 */
export interface Dialect {
  /** Which field bounds the output. Reasoning models at OpenAI refuse `max_tokens`, Mistral the other one. */
  readonly maxTokensField: "max_tokens" | "max_completion_tokens";
  /** How an assistant message with tool calls says "no text". */
  readonly assistantNull: "null" | "empty" | "omit";
  /** Mistral takes nothing but nine letters and digits. */
  readonly toolIds: "free" | "alnum9";
  /** Mistral wants a `name` in tool results, Groq refuses it. */
  readonly hasToolResultName: boolean;
  /** Some chat templates have no place for a system message: it then opens the first user message. */
  readonly systemRole: "system" | "user";
  /** Some chat templates accept only user, assistant, user, …: neighbours of one role are joined. */
  readonly turnOrder: "free" | "alternate";
  /** `none`: offered tools are left out, past calls are told as text. */
  readonly tools: "native" | "none";
  readonly hasToolChoice: boolean;
  /** With a history of tool calls, Anthropic and Bedrock want the tools named even when none may run. */
  readonly toolsOnLast: "omit" | "none" | "bare";
  /** How a tool without parameters is described. */
  readonly emptyParameters: "object" | "omit";
  readonly canStream: boolean;
  /** Whether `stream_options.include_usage` is sent; many servers refuse it. */
  readonly hasStreamUsage: boolean;
  readonly hasTemperature: boolean;
  /** What goes back of keys that are not part of the protocol, such as `reasoning_content`. */
  readonly reasoningEcho: "as-sent" | "none" | "always";
  readonly images: "native" | "none";
  /** Gemini 3 wants a signature on the first call of each message; this stands in where there is none. */
  readonly signatures: "as-sent" | "stand-in";
}

/** What an endpoint is taken to be until it says otherwise: the widest common ground. */
export const DEFAULT_DIALECT: Dialect = {
  maxTokensField: "max_tokens",
  assistantNull: "null",
  toolIds: "free",
  hasToolResultName: false,
  systemRole: "system",
  turnOrder: "free",
  tools: "native",
  hasToolChoice: true,
  toolsOnLast: "omit",
  emptyParameters: "object",
  canStream: true,
  hasStreamUsage: false,
  hasTemperature: true,
  reasoningEcho: "as-sent",
  images: "native",
  signatures: "as-sent",
};

export type DialectField = keyof Dialect;
