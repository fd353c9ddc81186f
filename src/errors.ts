/**
 * What can go wrong. Each error has a stable `code` that tests, logs and the doctor match on (never
 * on the message) and a `hint`: the next thing a person should do. Anything else that reaches the
 * top is a bug.
 */
export abstract class OrchidError extends Error {
  abstract readonly code: string;
  /** What to do next, for the operator. */
  readonly hint: string;

  constructor(message: string, options: { readonly hint: string; readonly cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.hint = options.hint;
  }
}

/** Settings are missing or cannot be used. Lists every problem at once. */
export class ConfigError extends OrchidError {
  readonly code = "config-invalid";
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(
      ["Orchid cannot start:", ...problems.map((p) => `  ${p.variable}: ${p.problem} ${p.hint}`)].join("\n"),
      { hint: "Correct the variables named above; .env.example explains each." },
    );
    this.problems = problems;
  }
}

export interface ConfigProblem {
  /** Name of the environment variable or file. */
  readonly variable: string;
  /** What is wrong with it, as a sentence; never its value when that may be secret. */
  readonly problem: string;
  /** What to do, as a sentence. */
  readonly hint: string;
}

/** An extension file (command, tool, storage, …) does not have the shape of its kind. */
export class ExtensionError extends OrchidError {
  readonly code = "extension-invalid";
}

/** A storage could not be opened, read or written. */
export class StorageError extends OrchidError {
  readonly code = "storage-failed";
}

/** Another process took the task over, so this one must stop before its next outside effect. */
export class LeaseLostError extends OrchidError {
  readonly code = "lease-lost";

  constructor(taskId: string) {
    super(`The lease of task ${taskId} was lost`, {
      hint: "Nothing to do: the process that took the task over finishes it.",
    });
  }
}

/** The platform is out of reach for now; the answer is kept and sent later. */
export class DeliveryError extends OrchidError {
  readonly code = "delivery-failed";
}

/** Who is at fault when a model call fails; decides about retries and about the person's sentence. */
export type ModelFault =
  | "configuration"
  | "authentication"
  | "billing"
  | "rate-limit"
  | "overflow"
  | "refused"
  | "upstream"
  | "network"
  | "timeout"
  | "empty"
  | "cancelled";

/** A model call failed for good. `detail` is for the operator's log alone, already redacted. */
export class ModelError extends OrchidError {
  readonly code: `model-${ModelFault}`;
  readonly fault: ModelFault;
  readonly detail: string;

  constructor(
    fault: ModelFault,
    message: string,
    options: { readonly hint: string; readonly detail?: string; readonly cause?: unknown },
  ) {
    super(message, options);
    this.fault = fault;
    this.code = `model-${fault}`;
    this.detail = options.detail ?? "";
  }
}

/** Somebody's or something's spending for the day is used up: no model is asked. */
export class UsageCapError extends OrchidError {
  readonly code = "usage-cap-reached";
  readonly scope: "person" | "channel" | "guild" | "everything";
  /** How long until the next UTC midnight. */
  readonly resetsInMs: number;

  constructor(scope: UsageCapError["scope"], resetsInMs: number) {
    super(`The usage cap for today is reached (${scope})`, {
      hint: "Nothing to do, or raise USAGE_CAP_…; /usage shows the counts.",
    });
    this.scope = scope;
    this.resetsInMs = resetsInMs;
  }
}

/** A tool cannot do what it was asked; the message goes to the model as `Tool error: …`. */
export class ToolError extends OrchidError {
  readonly code = "tool-failed";

  constructor(message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, { hint: options.hint ?? "The model reads this and may try again.", cause: options.cause });
  }
}
