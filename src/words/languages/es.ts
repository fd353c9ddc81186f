import type { TranslatedLanguage } from "../words.ts";
import { commands } from "./es/commands.ts";
import { replies } from "./es/replies.ts";
import { tools } from "./es/tools.ts";
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
  capital,
} from "./es/phrases.ts";

export default {
  locales: ["es-ES", "es-419"],
  commands,
  failure: {
    task: (what, errorId) =>
      `No he podido responder: ${what}. Tu mensaje no se ha añadido a lo que recuerdo aquí. (Error ${errorId})`,
    command: (what, errorId) =>
      `No ha funcionado: ${what}. Lo que había guardado antes sigue ahí. (Error ${errorId})`,
    model: {
      configuration: "el modelo no está bien configurado. Debe corregirlo quien administra este bot",
      authentication:
        "el servicio del modelo ha rechazado la clave de este bot. Debe corregirlo quien administra este bot",
      billing:
        "el servicio del modelo dice que el crédito de la cuenta se ha agotado. Debe ocuparse quien administra este bot",
      "rate-limit":
        "el servicio del modelo recibe demasiadas peticiones ahora mismo. Vuelve a preguntar en un minuto",
      overflow:
        "era demasiado largo para el modelo. Pregunta con menos texto, o haz que olvide este canal con `/reiniciar`",
      refused: "el modelo no ha querido responder a esto. Preguntarlo con otras palabras puede ayudar",
      upstream: "el servicio del modelo ha fallado. Vuelve a preguntar en un momento",
      network: "no se puede llegar al servicio del modelo. Vuelve a preguntar en un momento",
      timeout: "el modelo ha tardado demasiado. Vuelve a preguntar, quizá con menos cosas a la vez",
      empty:
        "el modelo no ha devuelto nada, tampoco la segunda vez. Pregunta con otras palabras o inténtalo más tarde",
      cancelled: "se detuvo antes de que hubiera una respuesta. Vuelve a preguntar si aún la quieres",
    },
    timeout:
      "ha tardado más de lo que puede tardar una tarea. Vuelve a preguntar, quizá con menos cosas a la vez",
    givenUp: "algo ha interrumpido mi trabajo en cada intento. Pregunta de otra manera",
    storage: "mi almacenamiento ha fallado. Inténtalo de nuevo en un momento",
    unexpected: "algo ha ido mal en mí. Inténtalo de nuevo; si sigue así, díselo a quien administra este bot",
    cap: (scope, resetsInMs) =>
      `${limits[scope]} se ha agotado. Vuelve a empezar ${resets(resetsInMs)}; \`/uso\` muestra las cifras`,
  },
  notices: {
    cutOff: "La respuesta se ha cortado.",
    cutAtLimit: "La respuesta se ha cortado en el límite del modelo.",
    filtered: "El filtro de contenido del proveedor ha detenido la respuesta.",
    callAsText: "El modelo ha escrito una llamada a una herramienta como texto; no se ha ejecutado.",
    noTools: "Este modelo no puede usar herramientas y ha respondido sin ellas.",
    noImages: "Este modelo no puede ver imágenes.",
    promptCut:
      "Parece que el servidor del modelo ha acortado la conversación; necesita un contexto más grande.",
    unvoiced: "La respuesta es el simple resumen: el modelo que la redacta no ha respondido.",
    shrunk: "Se han dejado fuera mensajes antiguos: la conversación es demasiado larga para el modelo.",
    withoutTurns: "Respondido sin los intercambios anteriores de este canal: no se han podido leer.",
    stopped: "Detenido.",
    hiddenText:
      "No puedo ver el texto de un mensaje al que te refieres; «Preguntar sobre esto» en su menú me lo muestra.",
    linkGone:
      "No se ha leído un mensaje enlazado: ya no existe, o alguien que lee aquí, o yo, no puede verlo.",
    linkElsewhere: "No se ha leído un mensaje enlazado: solo leo los del lugar donde se me pregunta.",
    linkLimit: (max) => `Solo se han leído los primeros ${max} mensajes enlazados.`,
    filesNotRead: (names, reason) => `Sin leer: ${names} (${reason}).`,
    filesCut: (names) => `Solo se ha leído el principio: ${names}.`,
    fileReasons: {
      kind: "este tipo de archivo no se puede leer",
      tookTooLong: "leer los archivos ha tardado demasiado",
      blindModel: "el modelo no puede ver imágenes",
      damagedImage: "está dañado, o no es una imagen que los modelos puedan ver",
      noRoom: "los demás archivos han llenado el espacio disponible",
      gone: "ya no existe, o su dirección ha caducado",
      tooManyFiles: (max) => `había más de ${max} archivos`,
      tooManyImages: (max) => `había más de ${max} imágenes`,
      tooLarge: (maxMegabytes) => `ocupa más de ${maxMegabytes} MB`,
      notDownloaded: (status) => `no se ha podido descargar (estado ${status})`,
      unreachable: "no se ha podido descargar",
      unreadable: "no se ha podido leer",
    },
    roundLimit: (rounds) =>
      count(rounds, {
        one: "Se ha alcanzado el límite de # ronda de herramientas.",
        other: "Se ha alcanzado el límite de # rondas de herramientas.",
      }),
    fellBack: (from, to) => `El modelo «${from}» no ha respondido, así que «${to}» lo ha sustituido.`,
    capNear: (scope) =>
      `${capital(limits[scope])} está casi alcanzado, así que ha respondido un modelo más barato.`,
    capReached: (scope, resetsInMs) =>
      `${capital(limits[scope])} se ha alcanzado; vuelve a empezar ${resets(resetsInMs)}.`,
  },
  usage: {
    heading: (relative, clock) => `Gastado desde las 00:00 UTC; vuelve a empezar ${relative} (${clock}).`,
    scopes: { person: "Tú", channel: "Este canal", guild: "Este servidor", everything: "Todos juntos" },
    unreadable: "no se puede leer ahora mismo",
    unreadableNote: "Mi almacenamiento no responde, así que los límites que no puedo leer no se aplican.",
    nothing: "nada",
    spent(tokens, costUsd, tasks, isEstimated) {
      const about = isEstimated ? "unos " : "";
      const cost = costUsd === undefined ? "" : `, ${about}${dollars(costUsd)}`;
      return `${about}${count(tokens, { one: "# token", other: "# tokens" })}${cost}, en ${requests(tasks)}`;
    },
    limit: (parts) => `Límite: ${list(parts)}`,
    limitTokens: (tokens, percent) => `${number(tokens)} tokens${used(percent)}`,
    limitCost: (usd, percent) => `${dollars(usd)}${used(percent)}`,
  },
  footer: {
    rounds: (value) => count(value, { one: "# ronda", other: "# rondas" }),
    tools: (value) => count(value, { one: "# herramienta", other: "# herramientas" }),
    seconds: (value) => `${short(value)} s`,
    cost: dollars,
  },
  layOut: {
    whole: (fileName) => `-# Este es el principio. La respuesta entera está en ${fileName}.`,
    cut: (bytes) =>
      `[Cortado aquí: la respuesta tiene ${number(bytes)} bytes, más de lo que admite Discord.]`,
  },
  trace: {
    untitled: "Traza",
    round: "Ronda",
    total: "Total",
    rounds: (value) => count(value, { one: "# ronda", other: "# rondas" }),
    tools: (value) => count(value, { one: "# herramienta", other: "# herramientas" }),
    tokensIn: (value) => count(value, { one: "# token de entrada", other: "# tokens de entrada" }),
    tokensOut: (value) => count(value, { one: "# token de salida", other: "# tokens de salida" }),
    seconds: (value) => `${fixed(value, 1)} s`,
    milliseconds: (ms) => `${number(Math.round(ms))} ms`,
    cost: dollars,
    about: "aprox.",
    noTools: "Sin herramientas: esta ronda escribió la respuesta.",
    failed: "ha fallado",
    succeeded: "correcto",
    arguments: "Argumentos",
    result: "Resultado",
    wholeIn: "Cortado aquí; entero en",
    endedWith: "Terminó con",
    began: (afterMs, durationMs) =>
      `empezó a los ${number(Math.round(afterMs))} ms, duró ${number(Math.round(durationMs))} ms`,
  },
  live: {
    thinking: "Estoy pensando…",
    retrying: "El servicio del modelo aún no ha dado respuesta; lo intento de nuevo…",
    using: (tools) => `Estoy usando ${tools.join(", ")}…`,
    stopped: "Detenido.",
    more: (value) => `… ${characters(value)} hasta ahora`,
  },
  buttons: {
    stop: "Detener",
    trace: "Traza",
    regenerate: "Responder de nuevo",
    approve: "Permitir",
    always: "Siempre aquí",
    deny: "Rechazar",
  },
  answers: {
    howToAsk:
      "Estoy aquí, pero no he podido leer ninguna pregunta. Mencióname junto con tu pregunta, respóndeme con la mención activada, escríbeme un mensaje directo o usa `/preguntar`.",
    nothingToShow: "No hay nada que mostrar en mi respuesta.",
    blocked: (errorId) =>
      `El filtro de contenido de este servidor ha bloqueado mi respuesta. La conservo, pero no puedo mostrarla aquí. Pregunta con otras palabras o habla con la moderación. (Error ${errorId})`,
    refused: (errorId) =>
      `Discord no ha querido mostrar mi respuesta. La conservo, pero no puedo mostrarla. Vuelve a preguntar; si sigue así, díselo a quien administra este bot. (Error ${errorId})`,
    incomplete: (limit, hasFindings) =>
      `${limit} Aún no tenía una respuesta completa.${hasFindings ? " Esto es lo que he encontrado:" : ""}`,
    declined: "El proveedor del modelo se ha negado a responder a esto.",
    askAboutThis: "¿De qué trata este mensaje? Explícalo o respóndelo, lo que más ayude.",
  },
  interactions: {
    oldCommand: "Este comando es de una versión anterior de mí. Recarga Discord para ver los actuales.",
    notPermitted: "No tienes el permiso que este comando necesita en este servidor.",
    moderatorsOnly: "Solo pueden cambiarlo quienes pueden gestionar mensajes aquí.",
  },
  access: {
    "person-denied": "Quien me administra me ha desactivado para ti.",
    "guild-denied": "Quien me administra me ha desactivado en este servidor.",
    "channel-denied": "Quien me administra me ha desactivado en este canal.",
    "role-denied": "Quien me administra me ha desactivado para uno de tus roles.",
    "roles-unknown":
      "Solo puedo responder a algunos roles, y no he podido saber cuáles tienes. Inténtalo de nuevo en un momento.",
    "guild-not-allowed": "Solo puedo responder en algunos servidores, y este no es uno de ellos.",
    "channel-not-allowed": "Solo puedo responder en algunos canales, y este no es uno de ellos.",
    "direct-not-allowed": "Solo puedo responder en algunos servidores o canales, y no en mensajes directos.",
    "person-not-allowed": "Solo puedo responder a algunas personas o roles, y tú no estás entre ellas.",
  },
  flood: {
    tooManyWaiting: (limit) =>
      `Aún estoy con ${number(limit)} de tus peticiones, así que no he aceptado esta. Vuelve a preguntar cuando haya respondido; lo demás que envíes hasta entonces también lo dejo.`,
    channelFull: (limit) =>
      `Ya esperan ${number(limit)} peticiones en este canal, así que no he aceptado esta. Vuelve a preguntar dentro de un rato; hasta entonces no acepto más aquí.`,
  },
  approval: {
    question: (mention, tool) => `${mention}, ¿puedo usar **${tool}**?`,
    reasons: {
      "others-read": "Antes se ha leído algo que escribieron otras personas.",
      "private-read":
        "Antes se ha leído algo privado, y con esto otras personas sabrían algo que tú no has escrito.",
    },
    inFile: "Los detalles exactos están en el archivo.",
    until: (time) => `Hasta las ${time}; sin respuesta no lo haré.`,
    ends: {
      approved: "Permitido.",
      always: "Permitido, y siempre aquí. Con `/herramientas` se puede retirar.",
      denied: "Rechazado.",
      expired: "Nadie ha respondido a tiempo: no se ha hecho.",
      ended: "La petición ha terminado antes de que nadie decidiera: no se ha hecho.",
    },
    unknown: "Ya no sé de qué se trataba.",
    onlyFor: (mention, areModeratorsToo) =>
      areModeratorsToo
        ? `Solo ${mention} o la moderación pueden decidir esto.`
        : `Solo ${mention} puede decidir esto.`,
    alwaysOnlyFor: (mention) => `Solo ${mention} puede decir «Siempre aquí».`,
  },
  later: {
    reminder: (name, text) => `Recordatorio para ${name}: ${text}`,
    late: (at, zone, missed) =>
      `(Con retraso: tocaba el ${dateTime(at, zone)}, ${zone}, cuando no estaba en marcha.${missed === 0 ? "" : count(missed, { one: " Se perdió # ocasión anterior.", other: " Se perdieron # ocasiones anteriores." })})`,
  },
  replies,
  tools,
} satisfies TranslatedLanguage;
