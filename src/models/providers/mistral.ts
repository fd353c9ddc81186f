import type { Provider } from "../provider.ts";

/** Ids of nine letters and digits, a `name` in tool results, `max_tokens`; usage comes unasked. */
export default {
  baseUrl: "https://api.mistral.ai/v1",
  apiKeyEnv: "MISTRAL_API_KEY",
  traits: { toolIds: "alnum9", hasToolResultName: true, assistantNull: "empty", reasoningEcho: "none" },
} satisfies Provider;
