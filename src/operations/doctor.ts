/** `npm run doctor`: one line for each thing that the bot needs. Exit code 1 when something is broken. */
import "dotenv/config";

import { examine } from "./examine.ts";
import { toLine } from "./finding.ts";

const findings = await examine(process.env);
for (const finding of findings) console.log(toLine(finding));
process.exit(findings.some(({ verdict }) => verdict === "broken") ? 1 : 0);
