import type { Contender } from "../task.ts";
import { clientOf, openStreamed } from "./hand-loop.ts";

export default {
  packages: ["openai"],
  open: (baseUrl) => openStreamed(clientOf(baseUrl)),
} satisfies Contender;
