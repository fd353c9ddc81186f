import { ToolError } from "../../errors.ts";
import { CONSTANTS, factorial, FUNCTIONS, Num, power, PRECISION, type Value } from "./functions.ts";
import { readTokens, type Token } from "./tokens.ts";

/** Longest expression, in characters. */
export const MAX_EXPRESSION_CHARACTERS = 1_000;

/** Deepest nesting of parentheses, signs and powers. */
const MAX_DEPTH = 100;

/** Time of one expression in milliseconds; each single step takes a few at most. */
const MAX_EVALUATION_MS = 500;

/** Significant digits of a result that is not a whole number; a double keeps no more. */
const SHOWN_DIGITS = 15;

/**
 * Works out an arithmetic expression with decimal numbers, so `0.1 + 0.2` is 0.3. Nothing in it can reach
 * JavaScript: names are looked up in two fixed maps.
 *
 * @returns The number: whole ones exactly up to 100 digits, others rounded to 15.
 * @throws {ToolError} With what is wrong and where.
 */
export function evaluate(expression: string): string {
  if (expression.length > MAX_EXPRESSION_CHARACTERS) {
    throw new ToolError(`the expression is longer than ${MAX_EXPRESSION_CHARACTERS} characters`);
  }
  const value = new Evaluation(readTokens(expression)).result();
  return value.isInteger() && value.e < PRECISION
    ? value.toFixed().replace(/^-0$/, "0")
    : value.toSignificantDigits(SHOWN_DIGITS).toString();
}

/** Recursive descent that calculates as it reads. */
class Evaluation {
  readonly #tokens: readonly Token[];
  readonly #endsAt = performance.now() + MAX_EVALUATION_MS;
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  result(): Value {
    const value = this.#sum();
    if (this.#peek().kind !== "end") throw this.#unexpected();
    return value;
  }

  #sum(): Value {
    let left = this.#product();
    for (;;) {
      if (this.#take("+")) left = checked(left.plus(this.#product()));
      else if (this.#take("-")) left = checked(left.minus(this.#product()));
      else return left;
    }
  }

  #product(): Value {
    let left = this.#signed();
    for (;;) {
      if (performance.now() > this.#endsAt) throw new ToolError("the expression takes too long to work out");
      if (this.#take("*")) left = checked(left.times(this.#signed()));
      else if (this.#take("/")) left = divide(left, this.#signed());
      else if (this.#take("%")) left = remainder(left, this.#signed());
      // `2pi` and `3(4+5)`: a factor that follows without an operator.
      else if (this.#startsOperand(this.#peek(), false)) left = checked(left.times(this.#power()));
      else return left;
    }
  }

  #signed(): Value {
    return this.#nested(() => {
      if (this.#take("-")) return this.#signed().neg();
      if (this.#take("+")) return this.#signed();
      return this.#power();
    });
  }

  /** Binds tighter than a sign on its left and reaches to the right: -2^2 is -4, 2^3^2 is 512. */
  #power(): Value {
    const base = this.#postfix();
    return this.#take("^") ? checked(power(base, this.#signed())) : base;
  }

  #postfix(): Value {
    let value = this.#operand();
    for (;;) {
      if (this.#take("!")) value = checked(factorial(value));
      else if (this.#peek().text === "%" && !this.#startsOperand(this.#tokens[this.#next + 1], true)) {
        this.#next += 1;
        value = value.div(100);
      } else return value;
    }
  }

  #operand(): Value {
    const token = this.#peek();
    this.#next += 1;
    if (token.kind === "number") return checked(new Num(token.text.replaceAll("_", "")));
    if (token.kind === "name") return this.#named(token);
    if (token.text !== "(") {
      this.#next -= 1;
      throw this.#unexpected();
    }
    const value = this.#nested(() => this.#sum());
    this.#expect(")");
    return value;
  }

  #named(token: Token): Value {
    const constant = CONSTANTS.get(token.text.toLowerCase());
    if (constant !== undefined) return constant;
    const name = token.text.toLowerCase();
    const found = FUNCTIONS.get(name);
    if (found === undefined) {
      throw new ToolError(
        `unknown name ${token.text}. The functions are: ${[...FUNCTIONS.keys()].join(", ")}`,
      );
    }
    // `√9` and `sqrt 9`, but nothing that needs more than one argument.
    const args = this.#peek().text === "(" ? this.#arguments() : [this.#nested(() => this.#power())];
    if (args.length < found.min || args.length > found.max) {
      throw new ToolError(
        `${name} takes ${found.min === found.max ? found.min : `${found.min} or more`} arguments`,
      );
    }
    return checked(found.apply(args));
  }

  #arguments(): readonly Value[] {
    this.#expect("(");
    const args: Value[] = [];
    do args.push(this.#nested(() => this.#sum()));
    while (this.#take(","));
    this.#expect(")");
    return args;
  }

  #nested(read: () => Value): Value {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new ToolError("the expression is nested too deep");
    const value = read();
    this.#depth -= 1;
    return value;
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { kind: "end", text: "the end", at: 0 };
  }

  #take(operator: string): boolean {
    const token = this.#peek();
    const isIt = token.kind === "operator" && token.text === operator;
    if (isIt) this.#next += 1;
    return isIt;
  }

  #expect(operator: string): void {
    if (!this.#take(operator)) throw this.#unexpected(` where ${operator} should be`);
  }

  #startsOperand(token: Token | undefined, withNumber: boolean): boolean {
    if (token === undefined) return false;
    return token.kind === "name" || token.text === "(" || (withNumber && token.kind === "number");
  }

  #unexpected(suffix = ""): ToolError {
    const { text, at } = this.#peek();
    const hint = text === "," ? "; write numbers without thousands separators" : "";
    return new ToolError(`unexpected ${text} at character ${at}${suffix}${hint}`);
  }
}

function divide(left: Value, right: Value): Value {
  if (right.isZero()) throw new ToolError("division by zero");
  return checked(left.div(right));
}

function remainder(left: Value, right: Value): Value {
  if (right.isZero()) throw new ToolError("division by zero");
  return checked(left.mod(right));
}

function checked(value: Value): Value {
  if (value.isNaN()) throw new ToolError("this has no real result");
  if (!value.isFinite()) throw new ToolError("the result is too large (beyond 10^9999)");
  return value;
}
