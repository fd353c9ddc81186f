/** One thing wrong with a body. */
export interface Problem {
  /** Dotted, such as `embeds.0.title`; empty for the body itself. */
  readonly path: string;
  readonly message: string;
  /** Discord would let it pass, such as a key that it does not know; here it is a mistake all the same. */
  readonly isTolerated: boolean;
}

/** Holds a body against one of Discord's own schemas, by its name without `Schema`. */
export type CheckSchema = (name: string, body: unknown) => readonly Problem[];

/** The parts of zod's internals that are needed to make a generated schema strict. */
interface ZodDef {
  readonly type: string;
  readonly shape?: Record<string, ZodSchema>;
  readonly getter?: () => ZodSchema;
  readonly element?: ZodSchema;
  readonly innerType?: ZodSchema;
  readonly options?: readonly ZodSchema[];
  readonly valueType?: ZodSchema;
}
interface ZodSchema {
  readonly _zod: { readonly def: ZodDef; readonly constr: new (def: object) => ZodSchema };
  safeParse(value: unknown): { readonly success: boolean; readonly error?: { readonly issues: Issue[] } };
}
interface Issue {
  readonly code?: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
  readonly errors?: readonly Issue[][];
}

/** A variable, because the package has no types for its generated schemas. */
const SPEC: string = "discord-api-spec/zod";

/** Loads Discord's schemas (about 0.2 s and 330 kB, hence only when wanted) and makes them strict. */
export async function loadSchemas(): Promise<CheckSchema> {
  const [spec, { z }] = await Promise.all([import(SPEC) as Promise<unknown>, import("zod")]);
  const schemas = spec as Record<string, ZodSchema | undefined>;
  const never = z.never() as unknown as ZodSchema;
  const done = new Map<ZodSchema, ZodSchema>();

  const strict = (schema: ZodSchema): ZodSchema => {
    const known = done.get(schema);
    if (known !== undefined) return known;
    const made = rebuild(schema);
    done.set(schema, made);
    return made;
  };
  const rebuild = (schema: ZodSchema): ZodSchema => {
    const { def, constr } = schema._zod;
    const again = (change: object): ZodSchema => new constr({ ...def, ...change });
    if (def.shape !== undefined) {
      const shape = Object.entries(def.shape).map(([key, value]) => [key, strict(value)] as const);
      return again({ shape: Object.fromEntries(shape), catchall: never });
    }
    const { getter, element, innerType, options, valueType } = def;
    if (getter !== undefined) return again({ getter: () => strict(getter()) });
    if (element !== undefined) return again({ element: strict(element) });
    if (innerType !== undefined) return again({ innerType: strict(innerType) });
    if (options !== undefined) return again({ options: options.map(strict) });
    if (valueType !== undefined) return again({ valueType: strict(valueType) });
    return schema;
  };

  return (name, body) => {
    const schema = schemas[`${name}Schema`];
    if (schema === undefined) throw new Error(`Discord has no schema ${name}`);
    const result = strict(schema).safeParse(body);
    return result.error?.issues.flatMap((issue) => toProblems(issue, [])) ?? [];
  };
}

/** Of a union, the branch that comes closest is the one that was meant. */
function toProblems(issue: Issue, above: readonly PropertyKey[]): readonly Problem[] {
  const path = [...above, ...issue.path];
  if (issue.errors !== undefined && issue.errors.length > 0) {
    const branches = issue.errors.map((issues) => issues.flatMap((inner) => toProblems(inner, path)));
    return branches.reduce((best, branch) => (weigh(branch) < weigh(best) ? branch : best));
  }
  if (issue.code === "unrecognized_keys") {
    return (issue.keys ?? []).map((key) => ({
      path: [...path, key].map(String).join("."),
      message: "is no key that Discord knows here",
      isTolerated: true,
    }));
  }
  return [{ path: path.map(String).join("."), message: issue.message, isTolerated: false }];
}

/** A wrong discriminating `type` rules a branch out more than anything else. */
function weigh(problems: readonly Problem[]): number {
  return problems.reduce((sum, { path, isTolerated }) => {
    if (path.endsWith(".type") || path === "type") return sum + 1000;
    return sum + (isTolerated ? 1 : 10);
  }, 0);
}
