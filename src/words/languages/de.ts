import type { TranslatedLanguage } from "../words.ts";
import { commands } from "./de/commands.ts";
import { replies } from "./de/replies.ts";
import { tools } from "./de/tools.ts";
import {
  dateTime,
  count,
  number,
  list,
  short,
  fixed,
  dollars,
  limits,
  resets,
  requests,
  characters,
  used,
} from "./de/phrases.ts";

export default {
  locales: ["de"],
  commands,
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
    hiddenText:
      "Den Text einer Nachricht, auf die du dich beziehst, sehe ich nicht; „Dazu fragen“ in ihrem Menü zeigt ihn mir.",
    linkGone:
      "Eine verlinkte Nachricht habe ich nicht gelesen: Es gibt sie nicht mehr, oder ich oder andere, die hier mitlesen, dürfen sie nicht sehen.",
    linkElsewhere:
      "Eine verlinkte Nachricht habe ich nicht gelesen: Ich lese nur Nachrichten von dort, wo ich gefragt werde.",
    linkLimit: (max) => `Nur die ersten ${max} verlinkten Nachrichten wurden gelesen.`,
    filesNotRead: (names, reason) => `Nicht gelesen: ${names} (${reason}).`,
    filesCut: (names) => `Nur der Anfang wurde gelesen: ${names}.`,
    fileReasons: {
      kind: "diese Art von Datei lässt sich nicht lesen",
      tookTooLong: "das Lesen der Dateien hat zu lange gedauert",
      blindModel: "das Modell kann keine Bilder sehen",
      damagedImage: "beschädigt, oder kein Bild, das Modelle sehen können",
      noRoom: "die anderen Dateien haben den Platz dafür gefüllt",
      gone: "es gibt sie nicht mehr, oder ihre Adresse ist abgelaufen",
      tooManyFiles: (max) => `mehr als ${max} Dateien kamen mit`,
      tooManyImages: (max) => `mehr als ${max} Bilder kamen mit`,
      tooLarge: (maxMegabytes) => `größer als ${maxMegabytes} MB`,
      notDownloaded: (status) => `ließ sich nicht herunterladen (Status ${status})`,
      unreachable: "ließ sich nicht herunterladen",
      unreadable: "ließ sich nicht lesen",
    },
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
    retrying: "Vom Dienst des Modells kam noch keine Antwort; ich versuche es noch einmal…",
    using: (tools) => `Ich nutze ${tools.join(", ")}…`,
    stopped: "Gestoppt.",
    more: (value) => `… bisher ${characters(value)}`,
  },
  buttons: {
    stop: "Stopp",
    trace: "Ablauf",
    regenerate: "Neu antworten",
    approve: "Erlauben",
    always: "Hier immer",
    deny: "Ablehnen",
  },
  answers: {
    howToAsk:
      "Ich bin da, konnte aber keine Frage lesen. Erwähne mich zusammen mit deiner Frage, antworte mir mit eingeschaltetem Ping, schreib mir eine Direktnachricht, oder nutze `/frag`.",
    nothingToShow: "In meiner Antwort gibt es nichts zu zeigen.",
    blocked: (errorId) =>
      `Der Inhaltsfilter dieses Servers hat meine Antwort blockiert. Ich behalte sie, kann sie hier aber nicht zeigen. Frag anders, oder wende dich an die Moderation. (Fehler ${errorId})`,
    refused: (errorId) =>
      `Discord wollte meine Antwort nicht anzeigen. Ich behalte sie, kann sie aber nicht zeigen. Frag noch einmal; wenn es so bleibt, sag es denen, die diesen Bot betreiben. (Fehler ${errorId})`,
    incomplete: (limit, hasFindings) =>
      `${limit} Bis dahin hatte ich keine vollständige Antwort.${hasFindings ? " Das habe ich gefunden:" : ""}`,
    declined: "Der Anbieter des Modells hat es abgelehnt, darauf zu antworten.",
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
  approval: {
    question: (mention, tool) => `${mention}, darf ich **${tool}** nutzen?`,
    reasons: {
      "others-read": "Vorher wurde etwas gelesen, das andere geschrieben haben.",
      "private-read":
        "Vorher wurde etwas Privates gelesen, und damit erfahren andere etwas, das du nicht geschrieben hast.",
    },
    inFile: "Was genau, steht in der Datei.",
    until: (time) => `Bis ${time}; ohne Antwort lasse ich es.`,
    ends: {
      approved: "Erlaubt.",
      always: "Erlaubt, und hier immer. Mit `/werkzeuge` nimmst du das zurück.",
      denied: "Abgelehnt.",
      expired: "Niemand hat rechtzeitig geantwortet; ich habe es nicht getan.",
      ended: "Die Anfrage war zu Ende, bevor jemand entschieden hat; ich habe es nicht getan.",
    },
    unknown: "Ich weiß nicht mehr, worum es hier ging.",
    onlyFor: (mention, areModeratorsToo) =>
      areModeratorsToo
        ? `Das können nur ${mention} oder die Moderation entscheiden.`
        : `Das kann nur ${mention} entscheiden.`,
    alwaysOnlyFor: (mention) => `„Hier immer“ kann nur ${mention} sagen.`,
  },
  later: {
    reminder: (name, text) => `Erinnerung für ${name}: ${text}`,
    late: (at, zone, missed) =>
      `(Verspätet: Fällig war das am ${dateTime(at, zone)} (${zone}), aber da war ich nicht in Betrieb.${missed === 0 ? "" : count(missed, { one: " # früherer Termin wurde verpasst.", other: " # frühere Termine wurden verpasst." })})`,
  },
  replies,
  tools,
} satisfies TranslatedLanguage;
