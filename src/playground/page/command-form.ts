/** Filling in a slash command: one field per option, checked as Discord's client does. */
import type { VisiblePerson } from "../contracts.ts";
import { act, upload } from "./api.ts";
import type { UploadedOptions } from "./api.ts";
import { avatar } from "./avatar.ts";
import { OPTION, readOption, typeName } from "./command-model.ts";
import type { OptionSpec, Runnable } from "./command-model.ts";
import { h, iconButton } from "./dom.ts";
import { ICONS } from "./icons.ts";
import { asText } from "./json.ts";
import { namedChannels } from "./mention-text.ts";
import type { State } from "./state.ts";
import type { Suggestion, Suggestions } from "./suggestions.ts";

/** Pause in typing after which suggestions are asked for. */
const AUTOCOMPLETE_PAUSE_MS = 200;

export interface CommandForm {
  readonly element: HTMLElement;
  focus(): void;
  /** After the state changed: suggestions may have come. */
  update(): void;
}

export interface CommandFormOptions {
  readonly runnable: Runnable;
  readonly state: State;
  readonly suggestions: Suggestions;
  readonly onRun: (options: UploadedOptions) => void;
  readonly onCancel: () => void;
  readonly onProblem: (problem: string) => void;
}

interface Field {
  readonly spec: OptionSpec;
  readonly input: HTMLInputElement;
  readonly pill: HTMLElement;
  picked: string | number | boolean | undefined;
}

export function createCommandForm(options: CommandFormOptions): CommandForm {
  const { runnable, state, suggestions } = options;
  const fields: Field[] = [];
  const hint = h("div", { class: "command-hint", id: "command-hint" }, runnable.description);
  const pills = h("div", { class: "pills" }, h("span", { class: "command-chip" }, `/${runnable.path}`));
  const extras = h("span", { class: "pill-extras" });
  pills.append(extras);
  let waitingFor: { readonly id: string; readonly field: Field } | undefined;
  let timer: number | undefined;

  function addField(spec: OptionSpec): Field {
    const input = h("input", {
      type: spec.type === OPTION.file ? "file" : "text",
      "aria-label": `${spec.label}, ${typeName(spec)}`,
      "aria-required": String(spec.isRequired),
      "aria-describedby": "command-hint",
      autocomplete: "off",
      spellcheck: "false",
      size: 1,
      on: {
        focus: () => onFocus(field),
        input: () => {
          field.picked = undefined;
          pill.classList.remove("is-wrong");
          suggest(field);
        },
        keydown: (event) => onKey(event, field),
      },
    });
    const pill = h(
      "label",
      { class: `pill${spec.type === OPTION.file ? " is-file" : ""}` },
      h("span", { class: "pill-name" }, spec.label),
      input,
    );
    const field: Field = { spec, input, pill, picked: undefined };
    fields.push(field);
    extras.before(pill);
    return field;
  }

  function showExtras(): void {
    const missing = runnable.options.filter((spec) => !fields.some((field) => field.spec === spec));
    extras.replaceChildren(
      ...missing.map((spec) =>
        h(
          "button",
          {
            type: "button",
            class: "pill-extra",
            title: spec.description,
            "aria-label": `Add option ${spec.label}`,
            on: {
              click: () => {
                const field = addField(spec);
                showExtras();
                field.input.focus();
              },
            },
          },
          `+ ${spec.label}`,
        ),
      ),
    );
  }

  function onFocus(field: Field): void {
    const limits = [field.spec.isRequired ? "required" : "optional", typeName(field.spec)].join(", ");
    hint.replaceChildren(
      h("strong", {}, field.spec.label),
      ` ${field.spec.description} `,
      h("em", {}, `(${limits})`),
    );
    suggest(field);
  }

  function suggest(field: Field): void {
    const { spec, input } = field;
    if (spec.hasAutocomplete) return askSoon(field);
    const items = staticSuggestions(spec, state, input.value, (label, value) => pick(field, label, value));
    if (field.picked !== undefined || items.length === 0) suggestions.hide();
    else suggestions.show(input, spec.label, items);
  }

  function pick(field: Field, label: string, value: string | number | boolean): void {
    field.input.value = label;
    field.picked = value;
    field.pill.classList.remove("is-wrong");
    suggestions.hide();
    const next = fields[fields.indexOf(field) + 1];
    (next ?? field).input.focus();
  }

  function askSoon(field: Field): void {
    suggestions.hide();
    clearTimeout(timer);
    timer = setTimeout(() => void ask(field), AUTOCOMPLETE_PAUSE_MS);
  }

  async function ask(field: Field): Promise<void> {
    const values: Record<string, string | number | boolean> = {};
    for (const { spec, input, picked } of fields) {
      const read = readOption(spec, input.value, picked);
      if (read !== undefined && "value" in read) values[spec.name] = read.value;
    }
    values[field.spec.name] = field.input.value;
    try {
      const { name, subcommand } = runnable;
      const interaction = await act("autocomplete", {
        userId: state.personId,
        channelId: state.channelId,
        name,
        ...(subcommand === undefined ? {} : { subcommand }),
        options: values,
        focused: field.spec.name,
      });
      waitingFor = { id: interaction.id, field };
      update();
    } catch (error) {
      options.onProblem((error as Error).message);
    }
  }

  function update(): void {
    const answer = waitingFor === undefined ? undefined : state.interactions.get(waitingFor.id);
    if (waitingFor === undefined || answer === undefined || answer.status === "waiting") return;
    const { field } = waitingFor;
    waitingFor = undefined;
    if (document.activeElement !== field.input || field.picked !== undefined) return;
    const items = (answer.choices ?? []).map((choice) => {
      const label = asText(choice["name"]);
      const value = typeof choice["value"] === "number" ? choice["value"] : asText(choice["value"]);
      return { label, pick: () => pick(field, label, value) };
    });
    suggestions.show(
      field.input,
      answer.status === "failed" ? "Loading options failed" : field.spec.label,
      items,
      false,
    );
  }

  function onKey(event: KeyboardEvent, field: Field): void {
    if (suggestions.handleKey(event) || event.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      void submit();
    } else if (event.key === "Backspace" && field.input.value === "" && field.input.type !== "file") {
      event.preventDefault();
      removeField(field);
    }
  }

  function removeField(field: Field): void {
    const at = fields.indexOf(field);
    const before = fields[at - 1];
    if (before === undefined || field.spec.isRequired) return options.onCancel();
    fields.splice(at, 1);
    field.pill.remove();
    showExtras();
    before.input.focus();
  }

  async function submit(): Promise<void> {
    const values: Record<string, UploadedOptions[string]> = {};
    for (const field of fields) {
      const file = field.input.files?.[0];
      if (field.spec.type === OPTION.file && file !== undefined) {
        values[field.spec.name] = await upload(file);
        continue;
      }
      const read = readOption(field.spec, field.input.value, field.picked);
      if (read === undefined) continue;
      if ("problem" in read) {
        field.pill.classList.add("is-wrong");
        field.input.focus();
        suggest(field);
        hint.replaceChildren(
          h("strong", { class: "wrong", role: "alert" }, `${field.spec.label}: ${read.problem}`),
        );
        return;
      }
      values[field.spec.name] = read.value;
    }
    suggestions.hide();
    options.onRun(values);
  }

  for (const spec of runnable.options.filter((one) => one.isRequired)) addField(spec);
  showExtras();
  const run = iconButton("Run command", ICONS.send, () => void submit(), { class: "run-command" });
  const cancel = iconButton("Cancel command", ICONS.close, () => options.onCancel());
  const element = h(
    "div",
    {
      class: "command-form",
      role: "group",
      "aria-label": `Command ${runnable.path}`,
      on: {
        keydown: (event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          options.onCancel();
        },
      },
    },
    hint,
    h("div", { class: "command-row" }, pills, run, cancel),
  );
  return { element, update, focus: () => (fields[0]?.input ?? run).focus() };
}

type Pick = (label: string, value: string | number | boolean) => void;

/** What a field can be filled with that is known without asking the bot. */
function staticSuggestions(spec: OptionSpec, state: State, typed: string, pick: Pick): Suggestion[] {
  const wanted = typed.trim().toLowerCase().replace(/^[@#]/, "");
  const guild = state.guilds.find((one) => one.id === state.channels.get(state.channelId)?.guildId);
  const people = (): Suggestion[] =>
    [...state.people.values()].map((person: VisiblePerson) => ({
      label: person.name,
      picture: avatar(person, "small"),
      pick: () => pick(person.name, person.id),
    }));
  const roles = (): Suggestion[] =>
    (guild?.roles ?? []).map((role) => ({ label: `@${role.name}`, pick: () => pick(role.name, role.id) }));
  const all: Readonly<Record<number, () => Suggestion[]>> = {
    [OPTION.boolean]: () =>
      [true, false].map((value) => {
        const label = value ? "True" : "False";
        return { label, pick: () => pick(label, value) };
      }),
    [OPTION.user]: people,
    [OPTION.role]: roles,
    [OPTION.mentionable]: () => [...people(), ...roles()],
    [OPTION.channel]: () =>
      namedChannels(state).map(({ id, name }) => ({ label: `#${name}`, pick: () => pick(name, id) })),
  };
  const choices = spec.choices.map(({ label, value }) => ({ label, pick: () => pick(label, value) }));
  const items = spec.choices.length > 0 ? choices : (all[spec.type]?.() ?? []);
  return items.filter((item) => item.label.toLowerCase().includes(wanted)).slice(0, 25);
}
