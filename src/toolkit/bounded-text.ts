/** Levels of nesting that are written out. */
const MAX_DEPTH = 64;

/**
 * Turns whatever a tool returned into text of at most `maxBytes` UTF-8 bytes. Never throws, and looks at no
 * more than it writes: a result of 50 MB costs as little as its first kilobytes.
 */
export function toBoundedText(value: unknown, maxBytes: number): string {
  if (typeof value === "string") return cutText(value, maxBytes);
  if (value === undefined) return "(the tool returned nothing)";
  if (ArrayBuffer.isView(value)) return `(binary data, ${value.byteLength} bytes)`;
  if (value instanceof ArrayBuffer) return `(binary data, ${value.byteLength} bytes)`;
  const writer = new BoundedWriter(maxBytes);
  writer.write(value);
  return cutText(writer.text(), maxBytes, writer.isFull);
}

/**
 * Cuts text to `maxBytes` UTF-8 bytes, mark included, never inside a character.
 *
 * @param isCut True when what is given is already a part of something longer.
 */
export function cutText(text: string, maxBytes: number, isCut = false): string {
  // No UTF-16 unit is less than one byte or more than three, so most texts need no count.
  if (
    !isCut &&
    (text.length * 3 <= maxBytes || (text.length <= maxBytes && Buffer.byteLength(text) <= maxBytes))
  ) {
    return text;
  }
  const mark = isCut ? "\n[cut here]" : `\n[cut here: ${text.length} characters in all]`;
  const room = Math.max(0, maxBytes - Buffer.byteLength(mark));
  const bytes = Buffer.from(text.slice(0, room), "utf8").subarray(0, room);
  const whole = bytes.toString("utf8").replace(/\uFFFD$/u, "");
  return whole + mark;
}

/** Writes JSON until its room is used up; what JSON cannot say is said in words. */
class BoundedWriter {
  readonly #pieces: string[] = [];
  readonly #open = new Set<object>();
  #room: number;

  constructor(maxCharacters: number) {
    this.#room = maxCharacters;
  }

  get isFull(): boolean {
    return this.#room <= 0;
  }

  text(): string {
    return this.#pieces.join("");
  }

  write(value: unknown): void {
    if (this.isFull) return;
    const plain = toPlain(value);
    if (typeof plain !== "object" || plain === null) this.#put(scalarText(plain, this.#room));
    else if (ArrayBuffer.isView(plain)) this.#put(`"(binary data, ${plain.byteLength} bytes)"`);
    else if (this.#open.has(plain)) this.#put('"(refers to itself)"');
    else if (this.#open.size >= MAX_DEPTH) this.#put('"(nested too deep)"');
    else this.#writeContents(plain);
  }

  #writeContents(value: object): void {
    this.#open.add(value);
    try {
      if (Array.isArray(value)) this.#writeArray(value);
      else this.#writeObject(value);
    } catch {
      this.#put('"(could not be read)"');
    }
    this.#open.delete(value);
  }

  #writeArray(values: readonly unknown[]): void {
    this.#put("[");
    for (let index = 0; index < values.length && !this.isFull; index += 1) {
      if (index > 0) this.#put(",");
      this.write(values[index]);
    }
    this.#put("]");
  }

  #writeObject(value: object): void {
    this.#put("{");
    let isFirst = true;
    for (const key in value) {
      if (this.isFull) return;
      if (!Object.hasOwn(value, key)) continue;
      const member: unknown = Reflect.get(value, key);
      if (member === undefined || typeof member === "function") continue;
      this.#put(`${isFirst ? "" : ","}${JSON.stringify(key)}:`);
      isFirst = false;
      this.write(member);
    }
    this.#put("}");
  }

  #put(text: string): void {
    this.#pieces.push(text);
    this.#room -= text.length;
  }
}

function toPlain(value: unknown): unknown {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  try {
    if (value instanceof Map) return Object.fromEntries(value);
    if (value instanceof Set) return [...value];
    if (value instanceof Error) return `${value.name}: ${value.message}`;
    const toJson: unknown = Reflect.get(value, "toJSON");
    return typeof toJson === "function" ? Reflect.apply(toJson, value, []) : value;
  } catch {
    return "(could not be written as JSON)";
  }
}

function scalarText(value: unknown, room: number): string {
  if (typeof value === "string") return JSON.stringify(value.length > room ? value.slice(0, room) : value);
  if (typeof value === "bigint") return `"${value}"`;
  if (typeof value === "symbol" || typeof value === "function" || value === undefined) return "null";
  return JSON.stringify(value) ?? "null";
}
