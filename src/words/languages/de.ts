import { formatsFor } from "../formats.ts";
import type { TranslatedLanguage } from "../words.ts";

const { count, number, list, inTime, short, fixed, dollars } = formatsFor("de");

const limits = {
  person: "Dein Nutzungslimit für heute",
  channel: "Das heutige Nutzungslimit dieses Kanals",
  guild: "Das heutige Nutzungslimit dieses Servers",
  everything: "Mein Nutzungslimit für heute",
} as const;
const resets = (ms: number): string => `um 00:00 UTC, ${inTime(ms)},`;
const requests = (value: number): string => count(value, { one: "eine Anfrage", other: "# Anfragen" });
const characters = (value: number): string => count(value, { one: "# Zeichen", other: "# Zeichen" });
const style = (isPlain: boolean): string =>
  isPlain
    ? "schlicht: Jede Antwort kommt einmal, in einfachen Worten"
    : "üblich: Antworten wachsen, während ich schreibe";
const used = (percent: number | undefined): string =>
  percent === undefined ? "" : ` (${percent} % verbraucht)`;

export default {
  locales: ["de"],
  commands: {
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
      },
    },
    "ask-about-this": { name: "Dazu fragen" },
    context: {
      name: "kontext",
      description: "Sieh, was ich mir von diesem Kanal merke, und hefte es an oder lösche es",
    },
    forget: { name: "vergessen", description: "Vergiss alles, was du über mich aufbewahrst" },
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
  },
  failure: {
    task: (what, errorId) =>
      `Ich konnte nicht antworten: ${what}. Deine Nachricht habe ich mir hier nicht gemerkt. (Fehler ${errorId})`,
    command: (what, errorId) =>
      `Das hat nicht geklappt: ${what}. Was ich vorher gespeichert hatte, ist noch da. (Fehler ${errorId})`,
    model: {
      configuration:
        "Das Modell ist nicht richtig eingerichtet. Wer diesen Bot betreibt, muss das korrigieren",
      authentication:
        "Der Dienst des Modells hat den Schlüssel dieses Bots abgelehnt. Wer diesen Bot betreibt, muss das korrigieren",
      billing:
        "Der Dienst des Modells meldet, dass das Guthaben aufgebraucht ist. Wer diesen Bot betreibt, muss sich darum kümmern",
      "rate-limit":
        "Der Dienst des Modells bekommt gerade zu viele Anfragen. Frag in einer Minute noch einmal",
      overflow:
        "Das war zu lang für das Modell. Frag mit weniger Text, oder lösche mit `/zurücksetzen`, was ich mir von diesem Kanal merke",
      refused: "Das Modell wollte darauf nicht antworten. Vielleicht hilft es, anders zu fragen",
      upstream: "Beim Dienst des Modells ist ein Fehler aufgetreten. Frag gleich noch einmal",
      network: "Der Dienst des Modells ist nicht erreichbar. Frag gleich noch einmal",
      timeout: "Das Modell hat zu lange gebraucht. Frag noch einmal, vielleicht weniger auf einmal",
      empty:
        "Das Modell hat nichts geliefert, auch nicht beim zweiten Mal. Frag anders oder später noch einmal",
      cancelled: "Es wurde gestoppt, bevor eine Antwort da war. Frag noch einmal, wenn du sie noch möchtest",
    },
    timeout:
      "Es hat länger gedauert, als eine Aufgabe dauern darf. Frag noch einmal, vielleicht weniger auf einmal",
    givenUp: "Bei jedem Versuch wurde meine Arbeit daran unterbrochen. Frag auf andere Weise",
    storage: "Mein Speicher hat versagt. Versuch es gleich noch einmal",
    unexpected:
      "Bei mir ist etwas schiefgegangen. Versuch es noch einmal; wenn es so bleibt, sag es denen, die diesen Bot betreiben",
    cap: (scope, resetsInMs) =>
      `${limits[scope]} ist aufgebraucht. Es beginnt ${resets(resetsInMs)} von vorn; \`/verbrauch\` zeigt die Zahlen`,
  },
  notices: {
    cutOff: "Die Antwort wurde abgeschnitten.",
    cutAtLimit: "Die Antwort wurde an der Grenze des Modells abgeschnitten.",
    filtered: "Der Inhaltsfilter des Anbieters hat die Antwort gestoppt.",
    callAsText: "Das Modell hat einen Werkzeugaufruf als Text geschrieben; er wurde nicht ausgeführt.",
    noTools: "Dieses Modell kann keine Werkzeuge nutzen und hat ohne sie geantwortet.",
    noImages: "Dieses Modell kann keine Bilder sehen.",
    promptCut:
      "Der Server des Modells hat das Gespräch offenbar gekürzt; er braucht eine größere Kontextlänge.",
    unvoiced:
      "Die Antwort ist die bloße Zusammenfassung: Das Modell, das sie ausformuliert, hat nicht geantwortet.",
    shrunk: "Ältere Nachrichten wurden weggelassen: Das Gespräch ist zu lang für das Modell.",
    withoutTurns: "Beantwortet ohne das frühere Gespräch in diesem Kanal: Es war nicht lesbar.",
    stopped: "Gestoppt.",
    roundLimit: (rounds) =>
      count(rounds, {
        one: "Die Grenze von # Werkzeugrunde wurde erreicht.",
        other: "Die Grenze von # Werkzeugrunden wurde erreicht.",
      }),
    fellBack: (from, to) => `Das Modell „${from}“ hat nicht geantwortet, deshalb hat „${to}“ übernommen.`,
    capNear: (scope) => `${limits[scope]} ist fast erreicht, deshalb hat ein günstigeres Modell geantwortet.`,
    capReached: (scope, resetsInMs) =>
      `${limits[scope]} ist erreicht; es beginnt ${resets(resetsInMs)} von vorn.`,
  },
  usage: {
    heading: (relative, clock) => `Verbraucht seit 00:00 UTC; von vorn beginnt es ${relative} (${clock}).`,
    scopes: { person: "Du", channel: "Dieser Kanal", guild: "Dieser Server", everything: "Alle zusammen" },
    unreadable: "gerade nicht lesbar",
    unreadableNote:
      "Mein Speicher antwortet nicht; Limits, die ich nicht lesen kann, werden deshalb nicht angewandt.",
    nothing: "nichts",
    spent(tokens, costUsd, tasks, isEstimated) {
      const about = isEstimated ? "etwa " : "";
      const cost = costUsd === undefined ? "" : `, ${about}${dollars(costUsd)}`;
      return `${about}${count(tokens, { one: "# Token", other: "# Tokens" })}${cost}, für ${requests(tasks)}`;
    },
    limit: (parts) => `Limit: ${list(parts)}`,
    limitTokens: (tokens, percent) => `${number(tokens)} Tokens${used(percent)}`,
    limitCost: (usd, percent) => `${dollars(usd)}${used(percent)}`,
  },
  footer: {
    rounds: (value) => count(value, { one: "# Runde", other: "# Runden" }),
    tools: (value) => count(value, { one: "# Werkzeug", other: "# Werkzeuge" }),
    seconds: (value) => `${short(value)} s`,
    cost: dollars,
  },
  layOut: {
    whole: (fileName) => `-# Das ist der Anfang. Die ganze Antwort steht in ${fileName}.`,
    cut: (bytes) => `[Hier abgeschnitten: Die Antwort hat ${number(bytes)} Bytes, mehr als Discord annimmt.]`,
  },
  trace: {
    untitled: "Ablauf",
    round: "Runde",
    total: "Gesamt",
    rounds: (value) => count(value, { one: "# Runde", other: "# Runden" }),
    tools: (value) => count(value, { one: "# Werkzeug", other: "# Werkzeuge" }),
    tokensIn: (value) => count(value, { one: "# Token hinein", other: "# Tokens hinein" }),
    tokensOut: (value) => count(value, { one: "# Token heraus", other: "# Tokens heraus" }),
    seconds: (value) => `${fixed(value, 1)} s`,
    milliseconds: (ms) => `${number(Math.round(ms))} ms`,
    cost: dollars,
    about: "etwa",
    noTools: "Keine Werkzeuge: Diese Runde hat die Antwort geschrieben.",
    failed: "fehlgeschlagen",
    succeeded: "gelungen",
    arguments: "Argumente",
    result: "Ergebnis",
    wholeIn: "Hier gekürzt; ganz in",
    endedWith: "Geendet mit",
    began: (afterMs, durationMs) =>
      `begann nach ${number(Math.round(afterMs))} ms, dauerte ${number(Math.round(durationMs))} ms`,
  },
  live: {
    thinking: "Ich denke nach…",
    using: (tools) => `Ich nutze ${tools.join(", ")}…`,
    stopped: "Gestoppt.",
    more: (value) => `… bisher ${characters(value)}`,
  },
  buttons: { stop: "Stopp", trace: "Ablauf", regenerate: "Neu antworten" },
  answers: {
    howToAsk:
      "Ich bin da, konnte aber keine Frage lesen. Erwähne mich zusammen mit deiner Frage, antworte mir mit eingeschaltetem Ping, schreib mir eine Direktnachricht, oder nutze `/frag`.",
    nothingToShow: "In meiner Antwort gibt es nichts zu zeigen.",
    blocked: (errorId) =>
      `Der Inhaltsfilter dieses Servers hat meine Antwort blockiert. Ich behalte sie, kann sie hier aber nicht zeigen. Frag anders, oder wende dich an die Moderation. (Fehler ${errorId})`,
    refused: (errorId) =>
      `Discord wollte meine Antwort nicht anzeigen. Ich behalte sie, kann sie aber nicht zeigen. Frag noch einmal; wenn es so bleibt, sag es denen, die diesen Bot betreiben. (Fehler ${errorId})`,
    askAboutThis:
      "Worum geht es in dieser Nachricht? Erkläre oder beantworte sie, je nachdem, was mehr hilft.",
  },
  interactions: {
    oldCommand:
      "Dieser Befehl stammt aus einer älteren Version von mir. Lade Discord neu, um die aktuellen zu sehen.",
    notPermitted: "Dir fehlt die Berechtigung, die dieser Befehl auf diesem Server braucht.",
    moderatorsOnly: "Das können hier nur Mitglieder ändern, die Nachrichten verwalten dürfen.",
  },
  access: {
    "person-denied": "Wer mich betreibt, hat mich für dich ausgeschaltet.",
    "guild-denied": "Wer mich betreibt, hat mich auf diesem Server ausgeschaltet.",
    "channel-denied": "Wer mich betreibt, hat mich in diesem Kanal ausgeschaltet.",
    "role-denied": "Wer mich betreibt, hat mich für eine deiner Rollen ausgeschaltet.",
    "roles-unknown":
      "Ich darf nur bestimmten Rollen antworten und konnte nicht herausfinden, welche du hast. Versuch es gleich noch einmal.",
    "guild-not-allowed": "Ich darf nur auf bestimmten Servern antworten, und dieser gehört nicht dazu.",
    "channel-not-allowed": "Ich darf nur in bestimmten Kanälen antworten, und dieser gehört nicht dazu.",
    "direct-not-allowed":
      "Ich darf nur auf bestimmten Servern oder in bestimmten Kanälen antworten, nicht in Direktnachrichten.",
    "person-not-allowed":
      "Ich darf nur bestimmten Personen oder Rollen antworten, und du gehörst nicht dazu.",
  },
  flood: {
    tooManyWaiting: (limit) =>
      `Ich bin noch mit ${number(limit)} deiner Anfragen beschäftigt und habe diese deshalb nicht angenommen. Frag noch einmal, sobald ich geantwortet habe; was du bis dahin sonst schickst, lasse ich ebenfalls liegen.`,
    channelFull: (limit) =>
      `In diesem Kanal warten schon ${number(limit)} Anfragen, deshalb habe ich diese nicht angenommen. Frag später noch einmal; bis dahin nehme ich hier keine weiteren an.`,
  },
  replies: {
    accessibility: {
      person: (isPlain) => `Für dich: ${style(isPlain)}.`,
      channel: (isPlain) => `Für alle in diesem Kanal, die nichts gewählt haben: ${style(isPlain)}.`,
      server: (isPlain) => `Für alle auf diesem Server, die nichts gewählt haben: ${style(isPlain)}.`,
      explanation:
        "Schlichte Antworten werden einmal gesendet und nie bearbeitet. Tabellen werden zu Zeilen, und Abläufe nennen ihre Zeiten in Worten.",
      saved: "Gespeichert.",
      serversOnly: "Das lässt sich nur auf Servern wählen. Hier kannst du es für dich selbst wählen.",
    },
    context: {
      nothing: "Ich merke mir nichts von diesem Kanal.",
      heading: (turns, maxTurns, size) =>
        `Was das Modell von diesem Kanal sehen wird: ${number(turns)} von ${number(maxTurns)} Wortwechseln, ${characters(size)}.`,
      turn: (size, isPinned) => `(${characters(size)}${isPinned ? ", angeheftet" : ""})`,
      pin: (index) => `${index} anheften`,
      unpin: (index) => `${index} lösen`,
      drop: (index) => `${index} löschen`,
      notYours:
        "Dieser Wortwechsel gehört jemand anderem: Nur diese Person oder die Moderation kann ihn ändern.",
    },
    help: {
      ask: (mention) =>
        `**Frag mich**, indem du ${mention} erwähnst, auf eine meiner Nachrichten antwortest, mir eine Direktnachricht schreibst oder \`/frag\` nutzt.`,
      memory: "Ich merke mir die letzten drei Wortwechsel jedes Kanals, und nichts über Kanäle hinweg.",
      inMenu: "unter Apps im Menü einer Nachricht",
      kept: (botName) =>
        `${botName} behält Wortwechsel und Belege nur so lange, wie es eingestellt ist. \`/zurücksetzen\` leert diesen Kanal.`,
    },
    forget: {
      question:
        "Das entfernt, was ich über dich aufbewahre, in jedem Kanal und auf jedem Server: was ich von unseren Gesprächen weiß, deine Anfragen mit Antworten und Belegen, Verbrauchszahlen, Fakten, Erinnerungen, Freigaben und Einstellungen. Was ich gerade für dich tue, wird abgebrochen. Es lässt sich nicht rückgängig machen.",
      confirm: "Alles über mich vergessen",
      keep: "Behalten",
      kept: "Nichts wurde geändert.",
      done: "Vergessen, soweit ich es aufbewahre:",
      nothing: "Ich hatte nichts über dich aufbewahrt.",
      failed: (what) =>
        `Nicht alles ließ sich entfernen: ${list(what)}. Versuch \`/vergessen\` gleich noch einmal; hilft das nicht, sag es denen, die diesen Bot betreiben.`,
      stays:
        "Nachrichten, die in Discord sichtbar sind, bleiben, bis jemand sie löscht. An Protokolle, Sicherungen und was der Anbieter eines Modells aufbewahrt, komme ich nicht heran. Wo der Verbrauch je Person begrenzt ist, bleibt die Zahl von heute bis Mitternacht (UTC).",
      kinds: {
        "requests and their receipts": "Anfragen mit ihren Belegen",
        "remembered turns": "gemerkte Gesprächsrunden",
        "daily usage counts": "Verbrauchszahlen je Tag",
        "remembered facts": "gemerkte Fakten",
        "reminders and schedules": "Erinnerungen und Geplantes",
        approvals: "Freigaben",
        "standing approvals": "dauerhafte Freigaben",
        "choices of language and accessibility": "Sprache und Barrierefreiheit",
        "refused requests": "abgelehnte Anfragen",
        "direct-message channels and what was chosen there":
          "Direktnachrichten-Kanäle und was dort gewählt war",
      },
    },
    model: {
      unknown: (chosen, labels) => `Es gibt kein Modell „${chosen}“. Es gibt: ${labels.join(", ")}.`,
      answersHere: "antwortet hier",
    },
    persona: {
      unknown: (chosen, ids) => `Es gibt keine Persona „${chosen}“. Es gibt: ${ids.join(", ")}.`,
      answersHere: "antwortet hier",
    },
    reset: {
      nothing: "Ich merke mir nichts von diesem Kanal.",
      forgotten: (turns) =>
        `Vergessen: ${count(turns, { one: "ein Wortwechsel", other: "# Wortwechsel" })} dieses Kanals. Wir fangen neu an.`,
    },
    status: {
      running: (since, servers) =>
        `Zuletzt gestartet: ${since}; auf ${count(servers, { one: "# Server", other: "# Servern" })}.`,
      requests: (running, waiting, here) =>
        `Anfragen: ${number(running)} in Arbeit, ${number(waiting)} wartend; davon ${number(here)} in diesem Kanal.`,
      model: (label) => `Modell: ${label ?? "keines"}.`,
      yours: (before) =>
        before === 0
          ? "Deine ist als Nächste dran oder in Arbeit."
          : `Vor deiner: ${count(before, { one: "# Anfrage", other: "# Anfragen" })}.`,
    },
    stop: {
      stopped: (value) => `${count(value, { one: "Eine Anfrage", other: "# Anfragen" })} gestoppt.`,
      nothing: "Du hast in diesem Kanal keine laufende Anfrage.",
      notYours: (author) => `Das können nur ${author} oder die Moderation stoppen.`,
      alreadyEnded: "Es ist schon zu Ende.",
    },
    regenerate: {
      gone: "Diese Frage wird nicht mehr aufbewahrt. Stell sie bitte noch einmal.",
      notYours: (author) => `Das können nur ${author} oder die Moderation.`,
    },
    tools: {
      none: "Es sind keine Werkzeuge eingeschaltet.",
      reads: "liest",
      acts: "handelt",
      network: "Netz",
      offHere: "hier aus",
      asksFirst: "fragt erst",
      forEverybody: "Alle, die mit mir sprechen dürfen, können es nutzen lassen.",
      needs: (permissions) => `Wer fragt, braucht: ${permissions.join(", ")}.`,
      waitsForApproval: "Jede Nutzung wartet auf die Zustimmung dieser Person.",
      unknown: "Dieses Werkzeug gibt es nicht.",
    },
    trace: {
      modes: {
        off: "Abläufe sind in diesem Kanal ausgeschaltet.",
        button:
          "Antworten, die in diesem Kanal Werkzeuge genutzt haben, tragen den Knopf „Ablauf“; er öffnet den Thread.",
        thread:
          "Jede Antwort, die in diesem Kanal Werkzeuge genutzt hat, bekommt einen Thread mit ihrem Ablauf.",
      },
      gone: "Der Beleg dieser Antwort wird nicht mehr aufbewahrt.",
      opened: (thread) => `Der Ablauf steht in ${thread}.`,
    },
    why: {
      reasons: {
        "own-message": "Das ist eine Nachricht von mir.",
        "bot-author": "Ein Bot hat sie geschrieben, und ich antworte nur Menschen.",
        webhook: "Ein Webhook hat sie geschrieben, und ich antworte nur Menschen.",
        "system-message": "Discord selbst hat sie geschrieben.",
        "not-addressed":
          "Sie war nicht an mich gerichtet. Erwähne mich, antworte mir mit eingeschaltetem Ping, schreib mir eine Direktnachricht, oder nutze `/frag`.",
        "everyone-mention": "Sie erwähnt alle, aber nicht mich. Erwähne mich mit Namen.",
        "others-addressed":
          "In diesem Thread antworte ich ohne Erwähnung, aber diese Nachricht galt jemand anderem. Erwähne mich, um mich zu fragen.",
        "loop-guard":
          "Von derselben Person kam in diesem Kanal binnen einer Minute mehr, als ich beantworte, falls ein Programm dahintersteckt. Warte eine Minute und frag noch einmal.",
        "too-many-waiting":
          "Ich war noch mit so vielen Anfragen derselben Person beschäftigt, wie ich auf einmal annehme. Frag bitte noch einmal.",
        "channel-full": "In diesem Kanal warteten gerade zu viele Anfragen. Frag bitte noch einmal.",
      },
      waiting: (before) =>
        `Ich habe sie, und sie wartet; davor: ${count(before, { one: "# Anfrage", other: "# Anfragen" })}. Anfragen eines Kanals werden nacheinander beantwortet.`,
      together: "Sie kam gleich nach einer anderen Nachricht, darum habe ich beide zusammengenommen.",
      running: "Ich arbeite daran.",
      runningAgain: "Ich arbeite noch einmal daran: Ein früherer Versuch wurde unterbrochen.",
      sending:
        "Die Antwort ist da und wird gesendet; Discord ist gerade vielleicht langsam oder nicht erreichbar.",
      answered: "Ich habe geantwortet. Wenn du die Antwort nicht siehst, wurde sie vielleicht gelöscht.",
      failed: (errorCode) =>
        `Es ist fehlgeschlagen, und ich habe es gesagt. Art des Fehlers: \`${errorCode}\`.`,
      givenUp: (errorCode) =>
        `Ich musste es aufgeben${errorCode === undefined ? ": Die Antwort ließ sich hier nicht zeigen." : ` (\`${errorCode}\`).`} Frag bitte noch einmal.`,
      cancelled: "Es wurde gestoppt, oder die Nachricht wurde gelöscht.",
      notAccepted: (errorId) =>
        `Ich konnte sie nicht sicher speichern und habe deshalb nicht angefangen. Einmal in der Minute suche ich nach solchen Nachrichten; wenn das nicht hilft, sag es denen, die diesen Bot betreiben. (Fehler ${errorId})`,
      noLongerKept: "Ich habe sie angenommen; die Aufzeichnung dazu gibt es nicht mehr.",
      neverSeen:
        "Ich habe sie nie gesehen: Sie ist vielleicht älter als mein letzter Start, oder ich kann diesen Kanal nicht lesen. Erwähne mich, um es noch einmal zu versuchen.",
    },
  },
} satisfies TranslatedLanguage;
