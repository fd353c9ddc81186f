import type { Provider } from "../provider.ts";

/** Refuses a missing text beside tool calls (lmstudio-ai/lmstudio-bug-tracker#261). */
export default {
  baseUrl: "http://127.0.0.1:1234/v1",
  apiKeyEnv: "LM_STUDIO_API_KEY",
  traits: { assistantNull: "empty", hasStreamUsage: true },
} satisfies Provider;
