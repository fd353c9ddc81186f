/** What the doctor found out about one thing. */
export interface Finding {
  readonly what: string;
  readonly verdict: "fine" | "look" | "broken";
  /** What was found, as a sentence; never a secret. */
  readonly text: string;
  /** What to do, as a sentence. */
  readonly advice?: string;
}

export const fine = (what: string, text: string): Finding => ({ what, verdict: "fine", text });

/** Works, but a person should look at it. */
export const look = (what: string, text: string, advice: string): Finding => ({
  what,
  verdict: "look",
  text,
  advice,
});

export const broken = (what: string, text: string, advice: string): Finding => ({
  what,
  verdict: "broken",
  text,
  advice,
});

/** One line for a person. */
export function toLine({ what, verdict, text, advice }: Finding): string {
  const marks = { fine: "ok  ", look: "LOOK", broken: "FAIL" } as const;
  return `${marks[verdict]}  ${what}: ${text}${advice === undefined ? "" : ` ${advice}`}`;
}

export function messageOf(error: unknown): string {
  const { cause } = error instanceof Error ? error : { cause: undefined };
  const message = error instanceof Error ? error.message : String(error);
  return cause instanceof Error && cause.message !== "" ? `${message} (${cause.message})` : message;
}
