/** What the person may see of what a model writes, piece by piece as it arrives. */
export interface VisibleSink {
  onText(text: string): void;
  /** Everything so far was not for the person; what is still visible follows as text. */
  onDiscard(): void;
}

interface Block {
  readonly open: RegExp;
  /** Ends the block; `undefined`: it goes on to the end of the text. */
  readonly close: RegExp | undefined;
  readonly kind: "reasoning" | "call";
}

const WORD = "[A-Za-z_][\\w.:-]*";

/** Hidden from its opening to its end. Each `open` is matched at the start of what is left. */
const BLOCKS: readonly Block[] = [
  {
    open: /^<(think|thinking|thought|reasoning|reflection|seed:think|antml:thinking)>/i,
    close: /<\/(think|thinking|thought|reasoning|reflection|seed:think|antml:thinking)>/i,
    kind: "reasoning",
  },
  { open: /^\[THINK\]/, close: /\[\/THINK\]/, kind: "reasoning" },
  { open: /^◁think▷/, close: /◁\/think▷/, kind: "reasoning" },
  { open: /^<\|START_THINKING\|>/, close: /<\|END_THINKING\|>/, kind: "reasoning" },
  {
    open: /^<\|channel\|>\s*(?!final\b)[a-z]+(?:[^<]*<\|message\|>)?/,
    close: /<\|(?:end|return|call)\|>|(?=<\|start\|>)|(?=<\|channel\|>)/,
    kind: "reasoning",
  },
  { open: /^<tool_calls?>/, close: /<\/tool_calls?>/, kind: "call" },
  { open: /^<(?:antml:)?function_calls>/, close: /<\/(?:antml:)?function_calls>/, kind: "call" },
  { open: /^<invoke name=[^>]*>/, close: /<\/invoke>/, kind: "call" },
  { open: new RegExp(`^<function=${WORD}>`), close: /<\/function>/, kind: "call" },
  { open: /^<｜tool▁calls▁begin｜>/, close: /<｜tool▁calls▁end｜>/, kind: "call" },
  {
    open: /^<\|tool_calls?(?:_section)?_begin\|>/,
    close: /<\|tool_calls_section_end\|>|<\|tool_call_end\|>/,
    kind: "call",
  },
  { open: /^\[TOOL_REQUEST\]/, close: /\[END_TOOL_REQUEST\]/, kind: "call" },
  { open: /^\[TOOL_CALLS\]/, close: undefined, kind: "call" },
  { open: /^\[ARGS\](?=\s*\{)/, close: undefined, kind: "call" },
  { open: /^<\|python_tag\|>/, close: undefined, kind: "call" },
];

/** Template tokens that servers forget to remove. */
const TOKEN =
  /^(?:<\|channel\|>\s*final[^<]*<\|message\|>|<\|start\|>\s*assistant|<\|start_header_id\|>\s*assistant\s*<\|end_header_id\|>|<\|[A-Za-z][\w.:-]*\|>|<｜[^｜>\n]{1,40}｜>|<(?:start_of_turn|end_of_turn)>|\[\/?INST\])/;
/** An end without a beginning: the template had opened the reasoning, so all before it was reasoning. */
const ORPHAN_CLOSE =
  /^(?:<\/(?:think|thinking|thought|reasoning|seed:think|antml:thinking)>|\[\/THINK\]|◁\/think▷|<\|END_THINKING\|>)/i;
const TRIGGER = /[<[◁]/;
/** The longest beginning that could still become one of the above. */
const MAX_OPENING = 80;
const MAX_CLOSING = 40;
const FENCE = /^[ \t>]*```/;
/** Characters of a line in which a fence can begin. */
const MAX_INDENT = 40;

/**
 * Keeps reasoning, template tokens and tool calls written as text away from the person, without ever
 * showing a part of one. What stands in a code fence, or between backticks, is left as it is.
 *
 * Tool calls in text are hidden and never run: a page that the model quotes could have written them.
 */
export class VisibleText {
  /** True when reasoning was hidden. */
  hasReasoning = false;
  /** True when reasoning ended that had no beginning. */
  hasOrphanEnd = false;
  /** True when a tool call that was written as text was hidden. */
  hasTextCall = false;
  readonly #sink: VisibleSink;
  #visible = "";
  #pending = "";
  #hidden: Block | undefined;
  /** The beginning of the line that is being shown, and what ended it so far: enough to know code. */
  #line = "";
  #lastChar = "";
  #fences = 0;
  #isHoldingBack: boolean;

  /** @param options.holdBack Show nothing before the end: this model opens its reasoning in the template. */
  constructor(sink: VisibleSink, options: { readonly holdBack?: boolean } = {}) {
    this.#sink = sink;
    this.#isHoldingBack = options.holdBack ?? false;
  }

  /** What has become visible so far. */
  get text(): string {
    return this.#visible;
  }

  push(delta: string): void {
    this.#pending += delta;
    this.#advance(false);
  }

  /** No more comes: what waited is decided. */
  end(): void {
    this.#advance(true);
    this.release();
  }

  /** The reasoning is known to be elsewhere, or over: what was held back is shown, and what follows as it comes. */
  release(): void {
    if (!this.#isHoldingBack) return;
    this.#isHoldingBack = false;
    if (this.#visible !== "") this.#sink.onText(this.#visible);
  }

  #advance(isEnd: boolean): void {
    let shown = "";
    while (this.#pending !== "") {
      if (this.#hidden !== undefined) {
        if (!this.#skipHidden(this.#hidden, isEnd)) break;
        continue;
      }
      const at = this.#pending.search(TRIGGER);
      if (at === -1) {
        shown += this.#pending;
        this.#pending = "";
        break;
      }
      this.#show(shown + this.#take(at));
      shown = "";
      if (this.#isCode()) {
        shown = this.#take(1);
        continue;
      }
      if (!isEnd && couldGrow(this.#pending.slice(0, MAX_OPENING + 1))) break;
      shown = this.#decide();
    }
    this.#show(shown);
  }

  /** Hides or drops what begins here, or @returns what of it is shown. */
  #decide(): string {
    const block = BLOCKS.find(({ open }) => open.test(this.#pending));
    if (block !== undefined) {
      this.#take(block.open.exec(this.#pending)?.[0].length ?? 1);
      this.#hidden = block;
      if (block.kind === "reasoning") this.hasReasoning = true;
      else {
        this.hasTextCall = true;
        // `search[ARGS]{…}`: the tool's name before the bracket belongs to the call.
        if (block.open.source.includes("ARGS")) this.#replaceVisible(this.#visible.replace(/[\w.-]+$/, ""));
      }
      return "";
    }
    const orphan = ORPHAN_CLOSE.exec(this.#pending);
    if (orphan !== null) {
      this.#take(orphan[0].length);
      this.hasReasoning = true;
      this.hasOrphanEnd = true;
      this.#replaceVisible("");
      this.release();
      return "";
    }
    const token = TOKEN.exec(this.#pending);
    if (token !== null) {
      this.#take(token[0].length);
      return "";
    }
    return this.#take(1);
  }

  #skipHidden(block: Block, isEnd: boolean): boolean {
    const close = block.close?.exec(this.#pending);
    if (close !== null && close !== undefined) {
      this.#take(close.index + close[0].length);
      this.#hidden = undefined;
      // It opens its reasoning itself, so no end without a beginning will follow.
      if (block.kind === "reasoning") this.release();
      // The blank lines after reasoning belong to it.
      if (this.#visible === "") this.#pending = this.#pending.trimStart();
      return true;
    }
    this.#pending = isEnd ? "" : this.#pending.slice(-MAX_CLOSING);
    return false;
  }

  #take(length: number): string {
    const taken = this.#pending.slice(0, length);
    this.#pending = this.#pending.slice(length);
    return taken;
  }

  #show(text: string): void {
    const piece = this.#visible === "" ? text.trimStart() : text;
    if (piece === "") return;
    this.#remember(piece);
    if (!this.#isHoldingBack) this.#sink.onText(piece);
  }

  #replaceVisible(text: string): void {
    if (text === this.#visible) return;
    this.#visible = "";
    this.#line = "";
    this.#lastChar = "";
    this.#fences = 0;
    this.#remember(text);
    if (this.#isHoldingBack) return;
    this.#sink.onDiscard();
    if (text !== "") this.#sink.onText(text);
  }

  /** Adds to the visible text and keeps count of its fences, looking at each character once. */
  #remember(piece: string): void {
    this.#visible += piece;
    this.#lastChar = piece.at(-1) ?? this.#lastChar;
    let start = 0;
    for (;;) {
      const end = piece.indexOf("\n", start);
      const part = piece.slice(start, end === -1 ? undefined : end);
      if (this.#line.length < MAX_INDENT) this.#line += part.slice(0, MAX_INDENT);
      if (end === -1) return;
      if (FENCE.test(this.#line)) this.#fences += 1;
      this.#line = "";
      start = end + 1;
    }
  }

  /** Inside a code fence, or right after a backtick. */
  #isCode(): boolean {
    if (this.#lastChar === "`") return true;
    return (this.#fences + (FENCE.test(this.#line) ? 1 : 0)) % 2 === 1;
  }
}

/** Whether more text could turn this beginning into something that is hidden. */
function couldGrow(start: string): boolean {
  if (start.length > MAX_OPENING) return false;
  if (/^[<[◁][\s\d=]/.test(start)) return false;
  const line = start.split("\n", 1)[0] ?? "";
  if (start.startsWith("[")) return /^\[[A-Z_/]*$|^\[ARGS\]\s*$/.test(start);
  if (start.startsWith("◁")) return /^◁\/?[a-z]*$/.test(start);
  if (start.startsWith("<｜")) return !line.slice(2).includes("｜>") && line === start;
  if (/^<\|(?:channel|start|start_header_id)\|>/.test(start))
    return !/<\|(?:message|end_header_id)\|>/.test(start.slice(5));
  return line === start && /^<(?:\/?(?:[A-Za-z|][^<>]*)?)?$/.test(start);
}

/** The visible part of a whole text. */
export function visibleText(text: string): VisibleText {
  const visible = new VisibleText({ onText: () => undefined, onDiscard: () => undefined });
  visible.push(text);
  visible.end();
  return visible;
}
