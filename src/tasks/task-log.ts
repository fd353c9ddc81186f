/** One line for the operator. `fields` hold no secret and no text of a person. */
export type TaskLog = (
  level: "info" | "warn" | "error",
  message: string,
  fields: Readonly<Record<string, unknown>>,
) => void;
