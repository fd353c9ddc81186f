import type { Dialect, DialectField } from "./dialect.ts";
import type { Failure } from "./failure.ts";
import type { Json } from "./shape.ts";

/** One change of an endpoint's dialect, told by what it refused. */
export interface Lesson {
  readonly field: DialectField;
  readonly dialect: Dialect;
}

interface Rule {
  readonly field: DialectField;
  /** The new value, or `undefined` when the refusal is about something else. */
  readonly next: (refusal: Refusal) => Dialect[DialectField] | undefined;
}

interface Refusal {
  readonly text: string;
  readonly status: number | undefined;
  readonly body: Json;
  readonly dialect: Dialect;
  readonly isLast: boolean;
}

const NO =
  /unsupported|not supported|does ?n[o']t support|do not support|not support|unrecogni[sz]ed|unknown|unexpected|extra|not permitted|not allowed|not implemented|invalid|refused|forbidden|cannot|can't|requires|is not enabled|not available|no endpoints found|must be (removed|omitted)|only .* (is|are) (supported|allowed)/i;

const RULES: readonly Rule[] = [
  {
    field: "signatures",
    next: ({ text }) => (/thought[ _]?signature/i.test(text) ? "stand-in" : undefined),
  },
  {
    field: "reasoningEcho",
    next: ({ text }) =>
      /(reasoning|thinking)/i.test(text) &&
      /must be (passed|provided|included)|missing|is required/i.test(text)
        ? "always"
        : undefined,
  },
  {
    field: "maxTokensField",
    next: ({ text, dialect, body }) => {
      const field = dialect.maxTokensField;
      if (body[field] === undefined || !new RegExp(`\\b${field}\\b`).test(text) || !NO.test(text))
        return undefined;
      return field === "max_tokens" ? "max_completion_tokens" : "max_tokens";
    },
  },
  {
    field: "hasStreamUsage",
    next: ({ text, body }) =>
      body["stream_options"] !== undefined && /stream_options|include_usage/i.test(text) ? false : undefined,
  },
  {
    field: "hasTemperature",
    next: ({ text, body }) =>
      body["temperature"] !== undefined && /temperature/i.test(text) ? false : undefined,
  },
  {
    field: "toolsOnLast",
    next: ({ status, body, dialect, isLast }) => {
      if (!isLast || (status !== 400 && status !== 422)) return undefined;
      if (body["tools"] === undefined) return hasCalls(body) ? "none" : undefined;
      return body["tool_choice"] === undefined || dialect.toolsOnLast === "bare" ? undefined : "bare";
    },
  },
  {
    field: "hasToolChoice",
    next: ({ text, body }) =>
      body["tool_choice"] !== undefined &&
      /tool_choice|toolchoice/i.test(text) &&
      !/enable-auto-tool-choice|tool-call-parser/.test(text)
        ? false
        : undefined,
  },
  {
    field: "toolIds",
    next: ({ text }) =>
      /tool[ _]?call[ _]?id|tool_calls.*\bid\b|call id/i.test(text) &&
      /length|a-z|alphanumeric|pattern/i.test(text)
        ? "alnum9"
        : undefined,
  },
  {
    field: "hasToolResultName",
    next: ({ text, body, dialect }) => {
      if (!hasCalls(body) || !/\bname\b/i.test(text)) return undefined;
      if (dialect.hasToolResultName) return NO.test(text) ? false : undefined;
      return /tool|function|messages/i.test(text) &&
        /required|missing|must have|must include|needs/i.test(text)
        ? true
        : undefined;
    },
  },
  {
    field: "assistantNull",
    next: ({ text, body, dialect }) => {
      if (!hasCalls(body) || !/content/i.test(text)) return undefined;
      if (
        dialect.assistantNull === "null" &&
        /null|nil|none|string|type|required|missing|empty/i.test(text)
      ) {
        return /empty|blank|non-?whitespace/i.test(text) ? "omit" : "empty";
      }
      return dialect.assistantNull === "empty" && /empty|blank|least|whitespace/i.test(text)
        ? "omit"
        : undefined;
    },
  },
  {
    field: "reasoningEcho",
    next: ({ text, dialect }) =>
      dialect.reasoningEcho !== "none" &&
      /reasoning|thinking|assistant\.\w+|annotations|extra_forbidden/i.test(text) &&
      NO.test(text)
        ? "none"
        : undefined,
  },
  {
    field: "emptyParameters",
    next: ({ text, body, dialect }) =>
      body["tools"] !== undefined &&
      dialect.emptyParameters === "object" &&
      /properties|parameters|schema/i.test(text) &&
      /empty|at least|required|invalid|must/i.test(text)
        ? "omit"
        : undefined,
  },
  {
    field: "tools",
    next: ({ text, body }) =>
      body["tools"] !== undefined &&
      (/--jinja|enable-auto-tool-choice|tool-call-parser/.test(text) ||
        (/\btools?\b|function[ _-]?call/i.test(text) && NO.test(text) && !/tool_call_id|role/i.test(text)))
        ? "none"
        : undefined,
  },
  {
    field: "images",
    next: ({ text, body }) =>
      hasImages(body) && /image|vision|multimodal|multi-modal|content.*(string|array|type)/i.test(text)
        ? "none"
        : undefined,
  },
  {
    field: "systemRole",
    next: ({ text }) =>
      /system|developer/i.test(text) && /role|message|instruction/i.test(text) && NO.test(text)
        ? "user"
        : undefined,
  },
  {
    field: "turnOrder",
    next: ({ text }) =>
      /alternat|unexpected role|roles? must|consecutive|expected role|after role/i.test(text)
        ? "alternate"
        : undefined,
  },
  {
    field: "canStream",
    next: ({ text, body }) =>
      body["stream"] === true && /\bstream(ing)?\b/i.test(text) && NO.test(text) ? false : undefined,
  },
];

/** Faults in which a refusal of something in the request may be hidden. */
const LEARNABLE = new Set(["refused", "upstream", "configuration"]);
const SERVER_FAULT_STATUSES = new Set([500, 501]);

/**
 * What a refusal teaches; `undefined` when it is not about the dialect. Each field changes at most once
 * per call, and what helped is remembered for the endpoint.
 *
 * @param changed Fields that were changed before.
 */
export function learn(
  failure: Failure,
  sent: { readonly body: Json; readonly dialect: Dialect; readonly isLast: boolean },
  changed: ReadonlySet<DialectField>,
): Lesson | undefined {
  const { status } = failure;
  if (!LEARNABLE.has(failure.fault) || failure.isContentPolicy === true) return undefined;
  if (status !== undefined && status >= 500 && !SERVER_FAULT_STATUSES.has(status)) return undefined;
  const refusal: Refusal = { text: failure.text, status, ...sent };
  for (const { field, next } of RULES) {
    if (changed.has(field)) continue;
    const value = next(refusal);
    if (value !== undefined && value !== sent.dialect[field]) {
      return { field, dialect: { ...sent.dialect, [field]: value } };
    }
  }
  return undefined;
}

function messagesOf(body: Json): readonly Json[] {
  return Array.isArray(body["messages"]) ? body["messages"] : [];
}

function hasCalls(body: Json): boolean {
  return messagesOf(body).some((message) => message["tool_calls"] !== undefined);
}

function hasImages(body: Json): boolean {
  return messagesOf(body).some((message) => Array.isArray(message["content"]) && message["role"] === "user");
}
