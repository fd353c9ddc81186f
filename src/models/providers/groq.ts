import type { Provider } from "../provider.ts";

/** Refuses `name` in messages and every key that it does not know. */
export default {
  baseUrl: "https://api.groq.com/openai/v1",
  apiKeyEnv: "GROQ_API_KEY",
  traits: { maxTokensField: "max_completion_tokens", hasStreamUsage: true, reasoningEcho: "none" },
} satisfies Provider;
