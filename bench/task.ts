/** What every contender is asked: a system prompt, six messages of history, a question, two tools. */
export const SYSTEM = "You are a helpful assistant in a chat. Use the tools when they help.";

export const HISTORY = Array.from({ length: 6 }, (_, index) => ({
  role: index % 2 === 0 ? ("user" as const) : ("assistant" as const),
  content: `Message ${index + 1} of an earlier talk, long enough to be one that somebody really wrote.`,
}));

export const QUESTION = "What is the sum, and what does the echo say?";

export const TOOLS = {
  add: {
    description: "Adds two numbers.",
    parameters: {
      type: "object",
      properties: { a: { type: "number" }, b: { type: "number" } },
      required: ["a", "b"],
    },
    run: ({ a, b }: { readonly a: number; readonly b: number }): string => String(a + b),
  },
  echo: {
    description: "Says a text again.",
    parameters: { type: "object", properties: { text: { type: "string" } }, required: ["text"] },
    run: ({ text }: { readonly text: string }): string => text,
  },
} as const;

/** Runs a tool by name, as a hand-written loop does. */
export function runTool(name: string, args: string): string {
  const tool = TOOLS[name as keyof typeof TOOLS];
  return (tool.run as (given: unknown) => string)(JSON.parse(args));
}

export const OPENAI_TOOLS = Object.entries(TOOLS).map(([name, { description, parameters }]) => ({
  type: "function" as const,
  function: { name, description, parameters },
}));

/** One way to do the task. */
export interface Contender {
  /** Packages whose versions are printed. */
  readonly packages: readonly string[];
  /** @returns does one task with a model, and gives the answer's text. */
  open(baseUrl: string): Promise<(model: string) => Promise<string>>;
}
