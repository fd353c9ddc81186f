import type { Contender } from "../task.ts";
import { openWhole } from "./hand-loop.ts";

export default { packages: ["openai"], open: (baseUrl) => openWhole(baseUrl) } satisfies Contender;
