import type { Provider } from "../provider.ts";

/** Gemini through its OpenAI-compatible address. Refuses an object schema without properties. */
export default {
  baseUrl: "https://generativelanguage.googleapis.com/v1beta/openai/",
  apiKeyEnv: "GEMINI_API_KEY",
  traits: { emptyParameters: "omit", hasStreamUsage: true },
} satisfies Provider;
