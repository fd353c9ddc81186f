import type { Provider } from "../provider.ts";

/** Ignores `tool_choice`; older versions refuse a missing text. */
export default {
  baseUrl: "http://127.0.0.1:11434/v1",
  apiKeyEnv: "OLLAMA_API_KEY",
  traits: { assistantNull: "empty", hasStreamUsage: true },
} satisfies Provider;
