import type { Contender } from "../task.ts";
import { openOrchid } from "./orchid-loop.ts";

export default {
  packages: ["openai", "undici"],
  open: (baseUrl) => openOrchid(baseUrl, true),
} satisfies Contender;
