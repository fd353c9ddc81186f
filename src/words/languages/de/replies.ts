import type { ReplyWords } from "../../reply-words.ts";
import { count, number, list, characters, style } from "./phrases.ts";

export const replies = {
  accessibility: {
    person: (isPlain) => `Für dich: ${style(isPlain)}.`,
    channel: (isPlain) => `Für alle in diesem Kanal, die nichts gewählt haben: ${style(isPlain)}.`,
    server: (isPlain) => `Für alle auf diesem Server, die nichts gewählt haben: ${style(isPlain)}.`,
    explanation:
      "Schlichte Antworten werden einmal gesendet und nie bearbeitet. Tabellen werden zu Zeilen, und Abläufe nennen ihre Zeiten in Worten. Während ich arbeite, siehst du nur, dass ich schreibe; `/stopp` bricht es ab.",
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
    kept: "Wie lange ich Wortwechsel und Abläufe behalte, bestimmt, wer mich betreibt. `/zurücksetzen` leert diesen Kanal, `/vergessen` löscht alles über dich.",
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
    withError: (what, errorId) => `${what} (Fehler ${errorId})`,
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
    more: (value) => `… und ${number(value)} weitere`,
    asking: "wird gerade geprüft…",
    silent: (errorCode, when) => `hat nicht geantwortet (${errorCode}), ${when}`,
    can: {
      streaming: "liefert Text nach und nach",
      tools: "nutzt Werkzeuge, eins nach dem anderen",
      manyTools: "nutzt Werkzeuge, auch mehrere zugleich",
      images: "sieht Bilder",
      usage: "meldet seine Tokens",
    },
    cannot: (what) => what.map((one) => `ohne ${one}`).join(", "),
    lacking: {
      streaming: "Text nach und nach",
      tools: "Werkzeuge",
      images: "Bilder",
      usage: "Tokenzahlen",
    },
    asOf: (when) => `Stand ${when}`,
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
  schedule: {
    nothing: "Es ist nichts geplant.",
    entry: (kind, owner, channel, time) =>
      `${kind === "reminder" ? "Erinnerung" : "Aufgabe"}${owner === undefined ? "" : ` von ${owner}`} in ${channel}, ${time}`,
    again: (cron, zone) => `(wiederholt: \`${cron}\`, ${zone})`,
    unknown: "Unter dieser Kennung hast du nichts geplant.",
    cancelled: "Abgebrochen.",
    alreadyHappened: "Es ist schon geschehen.",
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
    nameOne: "Nenne ein Werkzeug, um es zu ändern.",
    alwaysAllowed: (tool, channel) => `Von dir immer erlaubt: **${tool}** in ${channel}`,
    heldBack: (notice) => `Zurückgehalten: ${notice}`,
    changed: (tool, entry) =>
      `${tool} hat sich geändert, seit ich es zum ersten Mal gesehen habe. Wer mich betreibt, sollte es prüfen und dann ${entry} in den Eintrag seines Servers schreiben.`,
    unusable: (tool) => `${tool} hat ein Schema, das kein Modell nutzen könnte.`,
    serversOnly: "Werkzeuge lassen sich nur auf Servern ein- und ausschalten.",
    switched: (tool, isOn) =>
      `**${tool}** ist auf diesem Server ab der nächsten Anfrage ${isOn ? "eingeschaltet" : "ausgeschaltet"}.`,
    willAsk: (tool) => `Bevor ich **${tool}** hier nutze, frage ich dich wieder.`,
    neverAlways: (tool) => `Du hast in diesem Kanal zu **${tool}** nie „Hier immer“ gesagt.`,
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
} satisfies ReplyWords;
