/** Characters of arguments beyond which nobody parses them. Default 256 Ki. */
const MAX_ARGUMENT_CHARS = 256 * 1024;
/** Keys that reach an object's prototype in careless code. */
const FORBIDDEN_KEYS = new Set(["__proto__", "constructor", "prototype"]);

/** Why arguments cannot be used, for the model to read; `undefined` when they are a plain object. */
export function faultInArguments(args: string): string | undefined {
  if (args.length > MAX_ARGUMENT_CHARS) {
    return `the arguments are too long (${args.length} characters, at most ${MAX_ARGUMENT_CHARS}).`;
  }
  let forbidden: string | undefined;
  let parsed: unknown;
  try {
    parsed =
      args.includes("__proto__") || args.includes("constructor") || args.includes("prototype")
        ? JSON.parse(args, (key, value: unknown) => {
            if (FORBIDDEN_KEYS.has(key)) forbidden = key;
            return value;
          })
        : JSON.parse(args);
  } catch (error) {
    return `the arguments are not valid JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    return "the arguments must be a JSON object.";
  }
  return forbidden === undefined ? undefined : `the key "${forbidden}" is not allowed in arguments.`;
}
