import type { Provider } from "../provider.ts";

/** Gemini's own interface, spoken by the engine `gemini`. */
export default {
  type: "gemini",
  baseUrl: "https://generativelanguage.googleapis.com",
  apiKeyEnv: "GEMINI_API_KEY",
} satisfies Provider;
