import { pino } from "pino";

import type { LogLevel } from "./config.ts";
import type { Log } from "./contracts.ts";
import { OrchidError } from "./errors.ts";
import type { Redact } from "./text/redact.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * The operator's log: one JSON line per fact on standard output, or a readable line on a terminal.
 * JSON escapes control characters, so no text can forge a second record.
 *
 * @param write Takes each line, newline included. Default: standard output.
 */
export function createLog(
  options: { readonly level: LogLevel; readonly redact: Redact; readonly isReadable?: boolean },
  write: (line: string) => void = (line) => process.stdout.write(line),
): Log {
  const { redact, isReadable = process.stdout.isTTY } = options;
  const toLine = isReadable ? readable : (line: string) => line;
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: "event",
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => write(toLine(redact(line))) },
  );
  const at =
    (level: Exclude<LogLevel, "silent">) =>
    (event: string, fields: Fields = {}) =>
      logger[level](describeErrors(fields), event);
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

/** Errors become their code, message and cause; stacks only for what nobody foresaw. */
function describeErrors(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      value instanceof Error ? describeError(value) : value,
    ]),
  );
}

function describeError(error: Error): Fields {
  const detail = "detail" in error && error.detail !== "" ? { detail: error.detail } : {};
  const cause = error.cause instanceof Error ? { cause: error.cause.message } : {};
  return error instanceof OrchidError
    ? { code: error.code, message: error.message, hint: error.hint, ...detail, ...cause }
    : { message: error.message, stack: error.stack, ...detail, ...cause };
}

/** `12:03:51 warn task-failed taskId=123 code=model-timeout` */
function readable(line: string): string {
  const { time, level, event, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const rest = Object.entries(fields).map(([key, value]) => `${key}=${compact(value)}`);
  return `${String(time).slice(11, 19)} ${String(level)} ${String(event)} ${rest.join(" ")}`.trimEnd() + "\n";
}

function compact(value: unknown): string {
  return typeof value === "string" && /^[\w.:/@-]+$/.test(value) ? value : JSON.stringify(value);
}
