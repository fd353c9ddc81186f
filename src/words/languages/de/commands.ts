import type { CommandTranslations } from "../../command-texts.ts";

export const commands = {
  accessibility: {
    name: "barrierefreiheit",
    description: "Antworten auf einmal und in einfachen Worten, ohne Bearbeitungen",
    options: {
      answers: {
        name: "antworten",
        description: "Leer lassen, um die aktuelle Einstellung zu sehen",
        choices: {
          plain: "schlicht: einmal gesendet, in einfachen Worten",
          usual: "üblich: wachsen beim Schreiben",
          default: "Standard: was hier gilt",
        },
      },
      for: {
        name: "für",
        description: "Für wen das gilt; ohne Angabe für dich",
        choices: { me: "mich", channel: "diesen Kanal", server: "diesen Server" },
      },
    },
  },
  ask: {
    name: "frag",
    description: "Frag Orchid etwas",
    options: {
      prompt: { name: "frage", description: "Was du wissen möchtest oder erledigt haben willst" },
      file: { name: "datei", description: "Eine Datei, die zur Frage gehört" },
    },
  },
  "ask-about-this": { name: "Dazu fragen" },
  context: {
    name: "kontext",
    description: "Sieh, was ich mir von diesem Kanal merke, und hefte es an oder lösche es",
  },
  forget: { name: "vergessen", description: "Lösche alles, was ich über dich aufbewahre" },
  help: { name: "hilfe", description: "Was ich kann und wie du mich fragst" },
  model: {
    name: "modell",
    description: "Sieh, was die Modelle können, oder wähle das Modell, das in diesem Kanal antwortet",
    options: {
      model: { name: "modell", description: "Leer lassen, um das aktuelle zu sehen" },
      probe: { name: "prüfen", description: "Finde neu heraus, was die Modelle können" },
    },
  },
  persona: {
    name: "persona",
    description: "Sieh oder wähle die Persona, die in diesem Kanal antwortet",
    options: { persona: { name: "persona", description: "Leer lassen, um die aktuelle zu sehen" } },
  },
  reset: { name: "zurücksetzen", description: "Vergiss, was in diesem Kanal gesagt wurde" },
  schedule: {
    name: "geplant",
    description: "Sieh deine Erinnerungen und geplanten Aufgaben, und brich eine ab",
    options: {
      cancel: {
        name: "abbrechen",
        description: "Kennung dessen, was abgebrochen werden soll, wie die Liste sie zeigt",
      },
    },
  },
  status: { name: "status", description: "Sieh, wie es mir geht" },
  stop: { name: "stopp", description: "Brich ab, was ich in diesem Kanal gerade für dich tue" },
  tools: {
    name: "werkzeuge",
    description: "Sieh, welche Werkzeuge ich nutzen darf, was sie dürfen und wer sie nutzen darf",
    options: {
      tool: { name: "werkzeug", description: "Ein Werkzeug: zeigt alles dazu" },
      action: {
        name: "aktion",
        description:
          "Das Werkzeug auf diesem Server ein- oder ausschalten, oder dein „Hier immer“ zurücknehmen",
        choices: { on: "ein", off: "aus", revoke: "zurücknehmen" },
      },
    },
  },
  trace: {
    name: "ablauf",
    description: "Wähle, wie Antworten in diesem Kanal zeigen, was für sie getan wurde",
    options: {
      mode: {
        name: "modus",
        description: "Leer lassen, um die aktuelle Einstellung zu sehen",
        choices: {
          off: "aus: nie",
          button: "Knopf: ein Thread auf Wunsch",
          thread: "Thread: immer ein Thread",
        },
      },
    },
  },
  usage: { name: "verbrauch", description: "Sieh, was heute verbraucht wurde und wie viel es sein darf" },
  "why-no-answer": { name: "Warum keine Antwort?" },
} satisfies CommandTranslations;
