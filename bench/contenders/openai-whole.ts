import type { Contender } from "../task.ts";
import { clientOf, openWhole } from "./hand-loop.ts";

export default { packages: ["openai"], open: (baseUrl) => openWhole(clientOf(baseUrl)) } satisfies Contender;
