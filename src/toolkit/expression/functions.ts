import { Decimal } from "decimal.js";

import { ToolError } from "../../errors.ts";

/**
 * Significant digits of every arithmetic step. Enough for exact integers up to 100 digits, and so many more
 * than are shown that `1/3*3` is 1.
 */
export const PRECISION = 100;

/** Largest power of ten of a result; beyond it a number is of no use to a reader. */
const MAX_EXPONENT = 9_999;

/** Largest argument of functions that loop over it; 1000! has 2,568 digits. */
const MAX_LOOP = 1_000;

/** Largest whole exponent that is worked out by multiplying; at most 30 squarings. */
const MAX_WHOLE_POWER = 1e9;

/** Digits that a double keeps through one function; sines and the like are rounded to as many places. */
const DOUBLE_DIGITS = 15;

/** Our own constructor: settings of `Decimal` itself are shared by everyone who imports it. */
export const Num = Decimal.clone({
  precision: PRECISION,
  maxE: MAX_EXPONENT,
  minE: -MAX_EXPONENT,
  // Floored, so that the remainder has the sign of the divisor, as in Python.
  modulo: Decimal.ROUND_FLOOR,
  toExpPos: 21,
  toExpNeg: -9,
});

export type Value = Decimal;

interface MathFunction {
  readonly min: number;
  readonly max: number;
  apply(args: readonly Value[]): Value;
}

// Source: OEIS A000796 and A001113, to 40 places.
const PI = new Num("3.1415926535897932384626433832795028841972");

export const CONSTANTS: ReadonlyMap<string, Value> = new Map([
  ["pi", PI],
  ["tau", PI.times(2)],
  ["e", new Num("2.7182818284590452353602874713526624977572")],
  ["phi", Num.sqrt(5).plus(1).div(2)],
]);

const unary = (apply: (x: Value) => Value): MathFunction => ({
  min: 1,
  max: 1,
  apply: ([x = new Num(0)]) => apply(x),
});
const binary = (apply: (x: Value, y: Value) => Value): MathFunction => ({
  min: 2,
  max: 2,
  apply: ([x = new Num(0), y = new Num(0)]) => apply(x, y),
});
const many = (apply: (values: readonly Value[]) => Value): MathFunction => ({ min: 1, max: 1_000, apply });

/**
 * Functions that are no arithmetic are worked out as doubles: the decimal library's own run for seconds on
 * some arguments, and a double's 15 digits are what is shown.
 */
const double = (apply: (x: number) => number): MathFunction =>
  unary((x) => new Num(Number(apply(x.toNumber()).toPrecision(DOUBLE_DIGITS))));

/** Rounded to places instead of digits, so that sin(pi) is 0. */
const trigonometric = (apply: (x: number) => number): MathFunction => unary((x) => settled(apply, x));

function settled(apply: (x: number) => number, x: Value): Value {
  return new Num(apply(x.toNumber())).toDecimalPlaces(DOUBLE_DIGITS);
}

const sum = (values: readonly Value[]): Value =>
  values.reduce((total, value) => total.plus(value), new Num(0));

/** A map and not an object: `constructor` and its like are no functions. */
export const FUNCTIONS: ReadonlyMap<string, MathFunction> = new Map<string, MathFunction>([
  ["sqrt", unary((x) => x.sqrt())],
  ["cbrt", unary((x) => x.cbrt())],
  ["abs", unary((x) => x.abs())],
  ["sign", unary((x) => new Num(x.isZero() ? 0 : x.isNegative() ? -1 : 1))],
  ["floor", unary((x) => x.floor())],
  ["ceil", unary((x) => x.ceil())],
  ["trunc", unary((x) => x.trunc())],
  ["exp", double(Math.exp)],
  ["ln", unary((x) => logarithm(x, Math.E))],
  ["log2", unary((x) => logarithm(x, 2))],
  ["log10", unary((x) => logarithm(x, 10))],
  ["sin", trigonometric(Math.sin)],
  ["cos", trigonometric(Math.cos)],
  ["tan", unary((x) => settled(Math.sin, x).div(settled(Math.cos, x)))],
  ["asin", double(Math.asin)],
  ["acos", double(Math.acos)],
  ["atan", double(Math.atan)],
  ["sinh", double(Math.sinh)],
  ["cosh", double(Math.cosh)],
  ["tanh", double(Math.tanh)],
  ["deg", unary((x) => x.times(180).div(PI))],
  ["rad", unary((x) => x.times(PI).div(180))],
  ["factorial", unary(factorial)],
  ["atan2", binary((y, x) => new Num(Math.atan2(y.toNumber(), x.toNumber()).toPrecision(DOUBLE_DIGITS)))],
  ["pow", binary(power)],
  ["mod", binary((x, y) => x.mod(y))],
  ["hypot", many((values) => Num.hypot(...values))],
  ["ncr", binary((n, k) => combinations(n, k))],
  ["npr", binary((n, k) => combinations(n, k).times(factorial(k)))],
  ["gcd", many((values) => values.map((value) => whole(value, "gcd").abs()).reduce(gcd))],
  ["lcm", many((values) => values.map((value) => whole(value, "lcm").abs()).reduce(lcm))],
  ["min", many((values) => Num.min(...values))],
  ["max", many((values) => Num.max(...values))],
  ["sum", many(sum)],
  ["avg", many((values) => sum(values).div(values.length))],
  ["mean", many((values) => sum(values).div(values.length))],
  ["median", many(median)],
  // Without a base: the common logarithm, as on a calculator; ln is the natural one.
  ["log", { min: 1, max: 2, apply: ([x = new Num(0), base]) => logarithm(x, base?.toNumber() ?? 10) }],
  [
    "round",
    {
      min: 1,
      max: 2,
      apply: ([x = new Num(0), places]) => x.toDecimalPlaces(places ? small(places, "round", 100) : 0),
    },
  ],
]);

/** Exact for whole exponents, as doubles otherwise. NaN where there is no real result. */
export function power(base: Value, exponent: Value): Value {
  if (exponent.isInteger() && exponent.abs().lte(MAX_WHOLE_POWER)) return base.pow(exponent);
  return exponent.eq(0.5) ? base.sqrt() : new Num(base.toNumber() ** exponent.toNumber());
}

/** The exponent is taken apart first: most numbers that fit here are beyond a double. */
function logarithm(x: Value, base: number): Value {
  if (x.lte(0)) return new Num(x.isZero() ? -Infinity : NaN);
  if (base === 10 && x.eq(new Num(10).pow(x.e))) return new Num(x.e);
  const natural = Math.log(x.div(new Num(10).pow(x.e)).toNumber()) + x.e * Math.LN10;
  return new Num((natural / Math.log(base)).toPrecision(DOUBLE_DIGITS));
}

/** @throws {ToolError} For anything but 0 to 1000. */
export function factorial(value: Value): Value {
  let product = new Num(1);
  for (let factor = small(value, "factorial", MAX_LOOP); factor > 1; factor -= 1)
    product = product.times(factor);
  return product;
}

function combinations(total: Value, chosen: Value): Value {
  const n = whole(total, "ncr");
  const k = small(chosen, "ncr", MAX_LOOP);
  let product = new Num(1);
  for (let step = 1; step <= k; step += 1) product = product.times(n.minus(k).plus(step)).div(step);
  return n.lt(k) ? new Num(0) : product.round();
}

function gcd(a: Value, b: Value): Value {
  let [larger, smaller] = [a, b];
  while (!smaller.isZero()) [larger, smaller] = [smaller, larger.mod(smaller)];
  return larger;
}

function lcm(a: Value, b: Value): Value {
  return a.isZero() || b.isZero() ? new Num(0) : a.div(gcd(a, b)).times(b);
}

function median(values: readonly Value[]): Value {
  const sorted = values.toSorted((a, b) => a.cmp(b));
  const upper = sorted[Math.floor(sorted.length / 2)] ?? new Num(0);
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? upper;
  return lower.plus(upper).div(2);
}

/** Exact integers only: above {@link PRECISION} digits the last ones would be made up. */
function whole(value: Value, name: string): Value {
  if (value.isInteger() && value.e < PRECISION) return value;
  throw new ToolError(`${name} needs whole numbers of at most ${PRECISION} digits`);
}

function small(value: Value, name: string, max: number): number {
  if (value.isInteger() && value.gte(0) && value.lte(max)) return value.toNumber();
  throw new ToolError(`${name} needs a whole number from 0 to ${max}`);
}
