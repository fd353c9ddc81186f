import { z } from "zod";

import { ToolError } from "../errors.ts";
import { defineTool } from "../toolkit/define-tool.ts";

export default defineTool({
  description:
    "Works out an arithmetic expression exactly. Use it for every calculation beyond trivial ones instead of guessing.",
  parameters: z.object({
    expression: z
      .string()
      .min(1)
      .describe(
        "Such as (3 + 4.5) * 2^10, 15% of 80, sqrt(2), round(10/3, 2), 20!. " +
          "Operators + - * / ^ % !, constants pi e tau, angles in radians, no thousands separators; 10% means 0.1.",
      ),
  }),
  effect: "reads",
  reads: "nothing",
  limits: { timeoutMs: 5_000, maxResultBytes: 1_000 },
  async execute({ expression }) {
    // The number library is loaded with the first calculation, not with the bot.
    const { evaluate } = await import("../toolkit/expression/evaluate.ts");
    try {
      return evaluate(expression);
    } catch (error) {
      if (error instanceof ToolError) throw error;
      // The number library refuses what needs too many digits, such as the sine of 10^2000.
      throw new ToolError("this cannot be calculated with enough precision", { cause: error });
    }
  },
});
