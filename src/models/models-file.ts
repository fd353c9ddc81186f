import { z } from "zod";

const entry = z.strictObject({
  label: z.string().min(1),
  provider: z.string().exactOptional(),
  type: z.string().exactOptional(),
  apiUrl: z.url({ protocol: /^https?$/ }).exactOptional(),
  /** Name of the environment variable with the key; the key itself is never in the file. */
  apiKeyEnv: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "must be the name of a variable")
    .exactOptional(),
  /** May be left out, so that a placeholder can stand in the file; using it is an error that names its label. */
  modelName: z.string().exactOptional(),
  headers: z.record(z.string(), z.string()).exactOptional(),
  extraBody: z.record(z.string(), z.unknown()).exactOptional(),
  contextTokens: z.int().positive().exactOptional(),
  maxOutputTokens: z.int().positive().exactOptional(),
  temperature: z.number().min(0).max(2).exactOptional(),
  price: z
    .strictObject({ inputPerMillion: z.number().nonnegative(), outputPerMillion: z.number().nonnegative() })
    .exactOptional(),
  capabilities: z
    .strictObject({
      tools: z.boolean().exactOptional(),
      images: z.boolean().exactOptional(),
      streaming: z.boolean().exactOptional(),
    })
    .exactOptional(),
});

const modelsFile = z.strictObject({
  models: z.array(entry).min(1),
  roles: z.strictObject({
    orchestrator: z.string(),
    responder: z.string().exactOptional(),
    fallback: z.string().exactOptional(),
    background: z.string().exactOptional(),
    vision: z.string().exactOptional(),
    economy: z.string().exactOptional(),
  }),
});

export type FileEntry = z.infer<typeof entry>;
export type ModelsFile = z.infer<typeof modelsFile>;

/** Reads the content of `MODELS_FILE`. An unknown key is a problem that names it; values are not repeated. */
export function readModelsFile(file: unknown): ModelsFile | { readonly problems: readonly string[] } {
  const parsed = modelsFile.safeParse(file);
  if (parsed.success) return parsed.data;
  return {
    problems: parsed.error.issues.map((issue) => {
      const place = issue.path.length === 0 ? "the file" : issue.path.map(String).join(".");
      return `${place}: ${issue.message}.`;
    }),
  };
}
