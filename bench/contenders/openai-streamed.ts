import type { Contender } from "../task.ts";
import { openStreamed } from "./hand-loop.ts";

export default { packages: ["openai"], open: (baseUrl) => openStreamed(baseUrl) } satisfies Contender;
