import type { ToolSchema } from "../contracts.ts";
import type { Dialect } from "./dialect.ts";
import { sendableName } from "./normalise.ts";
import { isRecord } from "./shape.ts";
import type { Json } from "./shape.ts";

/** The tools of a task in the wire's form. */
export interface WireTools {
  readonly tools: readonly Json[];
  /** Wire name of each tool; most are their own. */
  readonly toWire: ReadonlyMap<string, string>;
  readonly fromWire: ReadonlyMap<string, string>;
  readonly names: ReadonlySet<string>;
}

const cache = new WeakMap<readonly ToolSchema[], Map<Dialect["emptyParameters"], WireTools>>();

/** Describes the tools for the wire. The same list is described once, since each round sends it again. */
export function wireTools(schemas: readonly ToolSchema[], empty: Dialect["emptyParameters"]): WireTools {
  let known = cache.get(schemas);
  if (known === undefined) cache.set(schemas, (known = new Map()));
  let described = known.get(empty);
  if (described === undefined) known.set(empty, (described = describe(schemas, empty)));
  return described;
}

function describe(schemas: readonly ToolSchema[], empty: Dialect["emptyParameters"]): WireTools {
  const toWire = new Map<string, string>();
  const fromWire = new Map<string, string>();
  const tools = schemas.map(({ name, description, parameters }) => {
    const wireName = freeName(sendableName(name), fromWire);
    toWire.set(name, wireName);
    fromWire.set(wireName, name);
    const plain = plainSchema(parameters);
    const isEmpty = Object.keys(isRecord(plain["properties"]) ? plain["properties"] : {}).length === 0;
    const body = isEmpty && empty === "omit" ? {} : { parameters: objectSchema(plain) };
    return { type: "function", function: { name: wireName, description, ...body } };
  });
  return { tools, toWire, fromWire, names: new Set(fromWire.keys()) };
}

function freeName(name: string, taken: ReadonlyMap<string, string>): string {
  let free = name;
  for (let count = 2; taken.has(free); count += 1) free = `${name.slice(0, 60)}_${count}`;
  return free;
}

function objectSchema(schema: Json): Json {
  return {
    ...schema,
    type: "object",
    properties: isRecord(schema["properties"]) ? schema["properties"] : {},
  };
}

const PLAIN_KEYS = new Set([
  "type",
  "description",
  "enum",
  "required",
  "minimum",
  "maximum",
  "minItems",
  "maxItems",
]);
const MAX_DEPTH = 8;

/**
 * The subset of JSON Schema that every known server takes: no `$ref`, `anyOf`, `const`, `format`,
 * `additionalProperties`. It only guides the model; the toolbox checks arguments against the full one.
 */
export function plainSchema(schema: unknown, root: unknown = schema, depth = 0): Json {
  if (!isRecord(schema) || depth > MAX_DEPTH) return {};
  const { $ref: reference } = schema;
  if (typeof reference === "string") return plainSchema(resolve(reference, root), root, depth + 1);
  const union = schema["anyOf"] ?? schema["oneOf"] ?? schema["allOf"];
  if (Array.isArray(union)) return plainUnion(schema, union, root, depth);
  const plain: Json = {};
  for (const [key, value] of Object.entries(schema)) if (PLAIN_KEYS.has(key)) plain[key] = value;
  if (Array.isArray(plain["type"])) plain["type"] = plain["type"].find((type) => type !== "null") ?? "string";
  if (schema["const"] !== undefined) plain["enum"] = [schema["const"]];
  if (Array.isArray(plain["enum"])) {
    plain["type"] ??= typeof plain["enum"][0];
    // Gemini takes lists of texts alone.
    if (plain["type"] !== "string") delete plain["enum"];
  }
  if (isRecord(schema["properties"])) {
    plain["properties"] = Object.fromEntries(
      Object.entries(schema["properties"]).map(([key, value]) => [key, plainSchema(value, root, depth + 1)]),
    );
    plain["type"] ??= "object";
  }
  if (plain["type"] === "array")
    plain["items"] = { type: "string", ...plainSchema(schema["items"], root, depth + 1) };
  return plain;
}

/** Literals become one `enum`; of anything else the first branch that is not `null` stands for all. */
function plainUnion(schema: Json, union: readonly unknown[], root: unknown, depth: number): Json {
  const branches = union
    .filter((branch) => !(isRecord(branch) && branch["type"] === "null"))
    .map((branch) => plainSchema(branch, root, depth + 1));
  const { description } = schema;
  const described = typeof description === "string" ? { description } : {};
  if (Array.isArray(schema["allOf"])) return { ...Object.assign({}, ...branches), ...described };
  const literals = branches.flatMap((branch) => (Array.isArray(branch["enum"]) ? branch["enum"] : []));
  const isLiteral = branches.every((branch) => Array.isArray(branch["enum"]));
  if (isLiteral && literals.length > 0) return { type: "string", enum: literals, ...described };
  return { ...branches[0], ...described };
}

function resolve(reference: string, root: unknown): unknown {
  let at: unknown = root;
  for (const step of reference.replace(/^#\/?/, "").split("/")) {
    if (step === "") continue;
    at = isRecord(at) ? at[step.replaceAll("~1", "/").replaceAll("~0", "~")] : undefined;
  }
  return at;
}
