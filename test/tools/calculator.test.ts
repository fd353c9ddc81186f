import assert from "node:assert/strict";
import { test } from "node:test";

import { ToolError } from "../../src/errors.ts";
import { evaluate } from "../../src/toolkit/expression/evaluate.ts";

for (const [expression, expected] of [
  ["6 * 7", "42"],
  ["0.1 + 0.2", "0.3"],
  ["1/3*3", "1"],
  ["1/3", "0.333333333333333"],
  ["2 ** 200", "1606938044258990275541962092341162602522202993782792835301376"],
  ["-2^2", "-4"],
  ["2^3^2", "512"],
  ["2^-1", "0.5"],
  ["(1 + 2)(3 + 4)", "21"],
  ["2pi", "6.28318530717959"],
  ["15% of 80", "12"],
  ["10 % 3", "1"],
  ["-7 % 3", "2"],
  ["50% * 2", "1"],
  ["5!", "120"],
  ["100! / 98!", "9900"],
  ["√9 + 1", "4"],
  ["12 × 3 ÷ 4 − 1", "8"],
  ["sin(pi)", "0"],
  ["cos(pi/2)", "0"],
  ["log(1000)", "3"],
  ["log(8, 2)", "3"],
  ["ln(e)", "1"],
  ["ln(1e9999)", "23023.5483448475"],
  ["round(10/3, 2)", "3.33"],
  ["max(1, 2.5, 2)", "2.5"],
  ["median(3, 1, 2)", "2"],
  ["gcd(12, 18)", "6"],
  ["lcm(4, 6)", "12"],
  ["nCr(52, 5)", "2598960"],
  ["nPr(5, 2)", "20"],
  ["0x1F + 0b1", "32"],
  ["1_000 * 2", "2000"],
  ["1e21 + 1", "1000000000000000000001"],
  ["-0", "0"],
] as const) {
  test(`${expression} is ${expected}`, () => assert.equal(evaluate(expression), expected));
}

for (const expression of [
  "process.exit()",
  "constructor.constructor('return process')()",
  "constructor(1)",
  "__proto__",
  "toString(1)",
  "this",
  "import('fs')",
  "[1,2]",
  "a = 1",
  "f(x) = x",
  "'text'",
  "1,234 + 1",
  "1 2",
  "2 +",
  "",
  "((1)",
  "sqrt()",
  "sqrt(1, 2)",
  "0/0",
  "1/0",
  "5 % 0",
  "sqrt(-1)",
  "(-8)^(1/3)",
  "tan(pi/2)",
]) {
  test(`${expression || "nothing"} is an error`, () => assert.throws(() => evaluate(expression), ToolError));
}

for (const expression of [
  "9**9**9",
  "9^9^9^9^9",
  "10^10^10^10",
  "999999999!",
  "1000!!",
  "1e999999999",
  "exp(1e9)",
  "2^0.5^99999",
  "atan(1e9000)",
  "sin(1e9000)",
  "nCr(1e90, 5e89)",
  "1.0000001^1e9",
  "9".repeat(1_000),
  "(".repeat(1_000),
  "-".repeat(999) + "1",
  "2^".repeat(499) + "1",
  "sqrt ".repeat(199) + "1",
  "999!+".repeat(199) + "1",
  "1e9998 % 3+".repeat(90) + "1",
  "1.1^1.1*".repeat(120) + "1",
  "x".repeat(1_001),
]) {
  test(`${expression.slice(0, 24)} (${expression.length}) ends soon`, () => {
    const startedAt = performance.now();
    try {
      assert.ok(evaluate(expression).length <= 101);
    } catch (error) {
      assert.ok(error instanceof ToolError, String(error));
    }
    assert.ok(performance.now() - startedAt < 20_000, `${performance.now() - startedAt} ms`);
  });
}

for (const [expression, pattern] of [
  ["9**9**9", /too large/],
  ["1e999999999", /too large/],
  [`${"1+".repeat(500)}1`, /longer than 1000 characters/],
] as const) {
  test(`${expression.slice(0, 24)} (${expression.length}) says why it is not worked out`, () => {
    assert.throws(() => evaluate(expression), pattern);
  });
}
