/** Where messages are written: text, files, replies; slash commands take its place while filled in. */
import { act, upload } from "./api.ts";
import type { UploadedOptions } from "./api.ts";
import { createCommandForm } from "./command-form.ts";
import type { CommandForm } from "./command-form.ts";
import type { Runnable } from "./command-model.ts";
import { createCompletion } from "./completion.ts";
import { h, iconButton } from "./dom.ts";
import { fitHeight } from "./editor.ts";
import { ICONS } from "./icons.ts";
import { toSendable } from "./mention-text.ts";
import { channelTitle, personName, typingNames } from "./seen.ts";
import type { State } from "./state.ts";
import { createSuggestions } from "./suggestions.ts";
import { formatSize } from "./time.ts";

/** How often "is typing" is told, as Discord's client does. */
const TYPING_EVERY_MS = 8_000;
/** Discord's own limit for people without Nitro. */
const MAX_CHARS = 2_000;

export interface Composer {
  readonly element: HTMLElement;
  update(): void;
  focus(): void;
  addFiles(files: readonly File[]): void;
  insert(text: string): void;
}

export interface ComposerOptions {
  readonly state: State;
  readonly onProblem: (problem: string) => void;
  readonly onCancelReply: () => void;
  readonly onEditLast: () => void;
  readonly onSent: () => void;
}

export function createComposer(options: ComposerOptions): Composer {
  const { state } = options;
  const drafts = new Map<string, string>();
  let files: File[] = [];
  let form: CommandForm | undefined;
  let shownChannel = "";
  let typedAt = 0;
  let pingsReply = true;
  const suggestions = createSuggestions();
  const completion = createCompletion({ state, suggestions, onCommand: startCommand });

  const field = h("textarea", {
    class: "composer-field",
    rows: 1,
    "aria-autocomplete": "list",
    on: {
      input: onInput,
      click: () => completion.update(field),
      blur: () => suggestions.hide(),
      keydown: onKey,
      paste: (event) => addFiles([...(event.clipboardData?.files ?? [])]),
    },
  });
  const filePicker = h("input", {
    type: "file",
    multiple: true,
    hidden: true,
    "aria-label": "Files to send",
    on: {
      change: () => {
        addFiles([...(filePicker.files ?? [])]);
        filePicker.value = "";
      },
    },
  });
  const attach = iconButton("Upload a file", ICONS.plus, () => filePicker.click(), { class: "attach" });
  const sendButton = iconButton("Send message", ICONS.send, () => void send(), { class: "send" });
  const counter = h("span", { class: "counter", "aria-live": "off" });
  const replyBar = h("div", { class: "reply-bar", hidden: true });
  const tray = h("div", { class: "tray", hidden: true });
  const row = h("div", { class: "composer-row" }, attach, filePicker, field, counter, sendButton);
  const typingLine = h("div", { class: "typing-line" });
  const box = h("div", { class: "composer-box" }, replyBar, tray, row);
  const element = h("div", { class: "composer" }, suggestions.element, box, typingLine);

  function onInput(): void {
    fitHeight(field);
    completion.update(field);
    showCount();
    if (field.value === "" || field.value.startsWith("/") || Date.now() - typedAt < TYPING_EVERY_MS) return;
    typedAt = Date.now();
    // Nobody misses a typing mark that failed.
    act("type", { userId: state.personId, channelId: state.channelId }).catch(() => {});
  }

  function onKey(event: KeyboardEvent): void {
    if (suggestions.handleKey(event) || event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      void send();
    } else if (event.key === "Escape") {
      if (!suggestions.element.hidden) suggestions.hide();
      else if (state.replyToId !== undefined) options.onCancelReply();
    } else if (event.key === "ArrowUp" && field.value === "") {
      event.preventDefault();
      options.onEditLast();
    }
  }

  async function send(): Promise<void> {
    const content = toSendable(field.value.trim(), state);
    if (content === "" && files.length === 0) return;
    if (content.length > MAX_CHARS) {
      return options.onProblem(`Your message is too long: ${content.length} of ${MAX_CHARS} characters.`);
    }
    const replyTo = state.replyToId;
    const sent = { text: field.value, files };
    setText("");
    files = [];
    showTray();
    typedAt = 0;
    try {
      await act("say", {
        authorId: state.personId,
        channelId: state.channelId,
        content,
        ...(replyTo === undefined ? {} : { replyTo, pingReply: pingsReply }),
        ...(sent.files.length > 0 ? { files: await Promise.all(sent.files.map(upload)) } : {}),
      });
      options.onSent();
    } catch (error) {
      setText(sent.text);
      files = sent.files;
      showTray();
      options.onProblem((error as Error).message);
    }
  }

  function startCommand(runnable: Runnable): void {
    suggestions.hide();
    setText("");
    const run = (values: UploadedOptions) => {
      const { name, subcommand } = runnable;
      const { personId: userId, channelId } = state;
      leaveCommand();
      act("run-command", {
        userId,
        channelId,
        name,
        ...(subcommand === undefined ? {} : { subcommand }),
        options: values,
      }).then(options.onSent, (error: unknown) => options.onProblem((error as Error).message));
    };
    form = createCommandForm({
      runnable,
      state,
      suggestions,
      onRun: run,
      onCancel: leaveCommand,
      onProblem: options.onProblem,
    });
    row.replaceWith(form.element);
    form.focus();
  }

  function leaveCommand(): void {
    suggestions.hide();
    form?.element.replaceWith(row);
    form = undefined;
    field.focus();
  }

  function addFiles(more: readonly File[]): void {
    if (more.length === 0) return;
    if (files.length + more.length > 10) return options.onProblem("At most 10 files go with one message.");
    files = [...files, ...more];
    showTray();
    field.focus();
  }

  function showTray(): void {
    tray.hidden = files.length === 0;
    tray.replaceChildren(
      ...files.map((file) =>
        h(
          "div",
          { class: "tray-file" },
          h("span", {}, file.name),
          h("small", {}, formatSize(file.size)),
          iconButton(`Remove ${file.name}`, ICONS.close, () => {
            files = files.filter((one) => one !== file);
            showTray();
            field.focus();
          }),
        ),
      ),
    );
  }

  function showReply(): void {
    const target = (state.messages.get(state.channelId) ?? []).find((one) => one.id === state.replyToId);
    replyBar.hidden = target === undefined;
    if (target === undefined) return void (pingsReply = true);
    const togglePing = () => {
      pingsReply = !pingsReply;
      showReply();
    };
    replyBar.replaceChildren(
      h("span", {}, "Replying to ", h("strong", {}, target.author.name)),
      h(
        "button",
        {
          type: "button",
          class: "ping-toggle",
          "aria-pressed": String(pingsReply),
          on: { click: togglePing },
        },
        pingsReply ? "@ ON" : "@ OFF",
      ),
      iconButton("Cancel reply", ICONS.close, () => options.onCancelReply()),
    );
  }

  function showCount(): void {
    const left = MAX_CHARS - field.value.length;
    counter.textContent = left < 200 ? String(left) : "";
    counter.classList.toggle("is-over", left < 0);
  }

  function setText(text: string): void {
    field.value = text;
    fitHeight(field);
    showCount();
  }

  function showTyping(): void {
    const names = typingNames(state, Date.now());
    const who = names.length > 3 ? "Several people" : new Intl.ListFormat("en").format(names);
    const dots = h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
    if (typingLine.dataset["who"] === who) return;
    typingLine.dataset["who"] = who;
    if (names.length === 0) typingLine.replaceChildren();
    else
      typingLine.replaceChildren(
        dots,
        h("strong", {}, who),
        names.length === 1 ? " is typing…" : " are typing…",
      );
  }

  function update(): void {
    if (state.channelId !== shownChannel) {
      if (form !== undefined) leaveCommand();
      drafts.set(shownChannel, field.value);
      shownChannel = state.channelId;
      setText(drafts.get(shownChannel) ?? "");
      suggestions.hide();
      typedAt = 0;
    }
    const channel = state.channels.get(state.channelId);
    const isClosed = channel === undefined || channel.kind === "forum" || channel.isLocked === true;
    element.classList.toggle("is-closed", isClosed);
    field.disabled = isClosed;
    attach.disabled = isClosed;
    const title =
      channel === undefined
        ? ""
        : `${channel.recipientIds === undefined ? "#" : "@"}${channelTitle(state, channel)}`;
    const words = isClosed ? "You cannot write here" : `Message ${title}`;
    field.placeholder = words;
    field.setAttribute("aria-label", `${words}, as ${personName(state, state.personId)}`);
    showReply();
    showTyping();
    form?.update();
  }

  return {
    element,
    update,
    addFiles,
    focus: () => (form === undefined ? field.focus() : form.focus()),
    insert(text) {
      field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
      field.focus();
      onInput();
    },
  };
}
