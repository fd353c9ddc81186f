import type { Provider } from "../provider.ts";

/** Its interface is under `/api`, without `/v1`; any other path answers with the web page. */
export default {
  baseUrl: "http://127.0.0.1:3000/api",
  apiKeyEnv: "OPEN_WEBUI_API_KEY",
} satisfies Provider;
