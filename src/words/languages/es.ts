import { formatsFor } from "../formats.ts";
import type { TranslatedLanguage } from "../words.ts";

const { count, number, list, inTime, short, fixed, dollars } = formatsFor("es");

const limits = {
  person: "tu límite de uso de hoy",
  channel: "el límite de uso de hoy de este canal",
  guild: "el límite de uso de hoy de este servidor",
  everything: "mi límite de uso de hoy",
} as const;
const resets = (ms: number): string => `a las 00:00 UTC, ${inTime(ms)}`;
const requests = (value: number): string => count(value, { one: "# petición", other: "# peticiones" });
const characters = (value: number): string => count(value, { one: "# carácter", other: "# caracteres" });
const style = (isPlain: boolean): string =>
  isPlain
    ? "sencillo: cada respuesta se envía una sola vez, con palabras sencillas"
    : "habitual: las respuestas crecen mientras las escribo";
const used = (percent: number | undefined): string => (percent === undefined ? "" : ` (${percent} % usado)`);

export default {
  locales: ["es-ES", "es-419"],
  commands: {
    accessibility: {
      name: "accesibilidad",
      description: "Respuestas enviadas una sola vez, con palabras sencillas y sin ediciones",
      options: {
        answers: {
          name: "respuestas",
          description: "Déjalo vacío para ver el ajuste actual",
          choices: {
            plain: "sencillas: enviadas una vez, con palabras sencillas",
            usual: "habituales: crecen mientras se escriben",
            default: "por defecto: lo que vale aquí",
          },
        },
        for: {
          name: "para",
          description: "Para quién vale; si no dices nada, para ti",
          choices: { me: "mí", channel: "este canal", server: "este servidor" },
        },
      },
    },
    ask: {
      name: "preguntar",
      description: "Pregúntale algo a Orchid",
      options: { prompt: { name: "pregunta", description: "Lo que quieres saber o que haga" } },
    },
    "ask-about-this": { name: "Preguntar sobre esto" },
    context: { name: "contexto", description: "Mira lo que recuerdo de este canal, y fíjalo o quítalo" },
    forget: { name: "olvidar", description: "Olvida todo lo que guardas sobre mí" },
    help: { name: "ayuda", description: "Qué sé hacer y cómo pedírmelo" },
    model: {
      name: "modelo",
      description: "Mira qué saben hacer los modelos, o elige el que responde en este canal",
      options: {
        model: { name: "modelo", description: "Déjalo vacío para ver el actual" },
        probe: { name: "comprobar", description: "Averigua de nuevo qué saben hacer los modelos" },
      },
    },
    persona: {
      name: "personaje",
      description: "Mira o elige el personaje que responde en este canal",
      options: { persona: { name: "personaje", description: "Déjalo vacío para ver el actual" } },
    },
    reset: { name: "reiniciar", description: "Olvida lo que se dijo en este canal" },
    schedule: {
      name: "agenda",
      description: "Mira tus recordatorios y tareas planeadas, y cancela una",
      options: {
        cancel: {
          name: "cancelar",
          description: "Identificador de lo que se cancela, como lo muestra la lista",
        },
      },
    },
    status: { name: "estado", description: "Mira cómo estoy" },
    stop: { name: "detener", description: "Detén lo que estoy haciendo para ti en este canal" },
    tools: {
      name: "herramientas",
      description: "Mira qué herramientas puedo usar, qué pueden hacer y quién puede usarlas",
      options: {
        tool: { name: "herramienta", description: "Una herramienta: muestra todo sobre ella" },
        action: {
          name: "acción",
          description: "Activar o desactivar la herramienta en este servidor, o retirar tu «Siempre aquí»",
          choices: { on: "activar", off: "desactivar", revoke: "retirar" },
        },
      },
    },
    trace: {
      name: "traza",
      description: "Elige cómo muestran las respuestas de este canal lo que se hizo para ellas",
      options: {
        mode: {
          name: "modo",
          description: "Déjalo vacío para ver el ajuste actual",
          choices: {
            off: "desactivada: nunca",
            button: "botón: un hilo cuando alguien lo pida",
            thread: "hilo: siempre un hilo",
          },
        },
      },
    },
    usage: { name: "uso", description: "Mira cuánto se ha gastado hoy y cuánto se puede gastar" },
    "why-no-answer": { name: "¿Por qué no hay respuesta?" },
  },
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
    using: (tools) => `Estoy usando ${tools.join(", ")}…`,
    stopped: "Detenido.",
    more: (value) => `… ${characters(value)} hasta ahora`,
  },
  buttons: { stop: "Detener", trace: "Traza", regenerate: "Responder de nuevo" },
  answers: {
    howToAsk:
      "Estoy aquí, pero no he podido leer ninguna pregunta. Mencióname junto con tu pregunta, respóndeme con la mención activada, escríbeme un mensaje directo o usa `/preguntar`.",
    nothingToShow: "No hay nada que mostrar en mi respuesta.",
    blocked: (errorId) =>
      `El filtro de contenido de este servidor ha bloqueado mi respuesta. La conservo, pero no puedo mostrarla aquí. Pregunta con otras palabras o habla con la moderación. (Error ${errorId})`,
    refused: (errorId) =>
      `Discord no ha querido mostrar mi respuesta. La conservo, pero no puedo mostrarla. Vuelve a preguntar; si sigue así, díselo a quien administra este bot. (Error ${errorId})`,
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
  replies: {
    accessibility: {
      person: (isPlain) => `Para ti: ${style(isPlain)}.`,
      channel: (isPlain) => `Para quienes no han elegido nada en este canal: ${style(isPlain)}.`,
      server: (isPlain) => `Para quienes no han elegido nada en este servidor: ${style(isPlain)}.`,
      explanation:
        "Las respuestas sencillas se envían una sola vez y nunca se editan. Las tablas se convierten en líneas, y las trazas dicen sus tiempos con palabras.",
      saved: "Guardado.",
      serversOnly: "Esto solo se puede elegir en servidores. Aquí, elígelo para ti.",
    },
    context: {
      nothing: "No recuerdo nada de este canal.",
      heading: (turns, maxTurns, size) =>
        `Lo que el modelo verá de este canal: ${count(turns, { one: "# intercambio", other: "# intercambios" })} de ${number(maxTurns)}, ${characters(size)}.`,
      turn: (size, isPinned) => `(${characters(size)}${isPinned ? ", fijado" : ""})`,
      pin: (index) => `Fijar ${index}`,
      unpin: (index) => `Soltar ${index}`,
      drop: (index) => `Quitar ${index}`,
      notYours: "Este intercambio es de otra persona: solo ella o la moderación pueden cambiarlo.",
    },
    help: {
      ask: (mention) =>
        `**Pregúntame** mencionando a ${mention}, respondiendo a uno de mis mensajes, escribiéndome un mensaje directo o con \`/preguntar\`.`,
      memory: "Recuerdo los tres últimos intercambios de cada canal, y nada de un canal a otro.",
      inMenu: "en Aplicaciones, en el menú de un mensaje",
      kept: (botName) =>
        `${botName} conserva los intercambios y los recibos solo el tiempo configurado. \`/reiniciar\` vacía este canal.`,
    },
    forget: {
      question:
        "Esto elimina lo que guardo sobre ti, en todos los canales y servidores: lo que recuerdo de nuestras conversaciones, tus peticiones con sus respuestas y recibos, los recuentos de uso, los datos, los recordatorios, las autorizaciones y los ajustes. Lo que estoy haciendo para ti se detiene. No se puede deshacer.",
      confirm: "Olvidar todo sobre mí",
      keep: "Conservar",
      kept: "No se cambió nada.",
      done: "Olvidado, en lo que yo guardo:",
      nothing: "No guardaba nada sobre ti.",
      failed: (what) =>
        `No se pudo eliminar todo: ${list(what)}. Usa \`/olvidar\` otra vez en un momento; si no ayuda, avisa a quien gestiona este bot.`,
      stays:
        "Los mensajes visibles en Discord siguen ahí hasta que alguien los borre. No alcanzo los registros, las copias de seguridad ni lo que guarde el proveedor de un modelo. Donde el uso está limitado por persona, el recuento de hoy queda hasta medianoche (UTC).",
      kinds: {
        "requests and their receipts": "peticiones y sus recibos",
        "remembered turns": "turnos recordados",
        "daily usage counts": "recuentos de uso por día",
        "remembered facts": "datos recordados",
        "reminders and schedules": "recordatorios y tareas planificadas",
        approvals: "autorizaciones",
        "standing approvals": "autorizaciones permanentes",
        "choices of language and accessibility": "elecciones de idioma y accesibilidad",
        "refused requests": "peticiones rechazadas",
        "direct-message channels and what was chosen there": "canales de mensajes directos y sus ajustes",
      },
    },
    model: {
      unknown: (chosen, labels) => `No hay ningún modelo «${chosen}». Hay: ${labels.join(", ")}.`,
      answersHere: "responde aquí",
    },
    persona: {
      unknown: (chosen, ids) => `No hay ningún personaje «${chosen}». Hay: ${ids.join(", ")}.`,
      answersHere: "responde aquí",
    },
    reset: {
      nothing: "No recuerdo nada de este canal.",
      forgotten: (turns) =>
        `${count(turns, { one: "Olvidado: # intercambio", other: "Olvidados: # intercambios" })} de este canal. Empezamos de nuevo.`,
    },
    status: {
      running: (since, servers) =>
        `Último arranque: ${since}; en ${count(servers, { one: "# servidor", other: "# servidores" })}.`,
      requests: (running, waiting, here) =>
        `Peticiones: ${number(running)} en curso, ${number(waiting)} en espera; ${number(here)} de ellas en este canal.`,
      model: (label) => `Modelo: ${label ?? "ninguno"}.`,
      yours: (before) =>
        before === 0
          ? "La tuya es la siguiente o está en curso."
          : `Antes de la tuya: ${count(before, { one: "# petición", other: "# peticiones" })}.`,
    },
    stop: {
      stopped: (value) => count(value, { one: "# petición detenida.", other: "# peticiones detenidas." }),
      nothing: "No tienes ninguna petición en curso en este canal.",
      notYours: (author) => `Solo ${author} o la moderación pueden detener esto.`,
      alreadyEnded: "Ya ha terminado.",
    },
    regenerate: {
      gone: "Esta pregunta ya no se conserva. Hazla otra vez, por favor.",
      notYours: (author) => `Solo ${author} o la moderación pueden hacer esto.`,
    },
    tools: {
      none: "No hay herramientas activadas.",
      reads: "lee",
      acts: "actúa",
      network: "red",
      offHere: "desactivada aquí",
      asksFirst: "pregunta antes",
      forEverybody: "Puede hacer que se use cualquiera que pueda hablar conmigo.",
      needs: (permissions) => `Quien lo pide necesita: ${permissions.join(", ")}.`,
      waitsForApproval: "Cada uso espera su aprobación.",
      unknown: "Esa herramienta no existe.",
    },
    trace: {
      modes: {
        off: "Las trazas están desactivadas en este canal.",
        button:
          "En este canal, las respuestas que usaron herramientas llevan un botón Traza; al pulsarlo se abre el hilo.",
        thread: "En este canal, cada respuesta que usó herramientas recibe un hilo con su traza.",
      },
      gone: "El recibo de esta respuesta ya no se conserva.",
      opened: (thread) => `La traza está en ${thread}.`,
    },
    why: {
      reasons: {
        "own-message": "Es un mensaje mío.",
        "bot-author": "Lo escribió un bot, y yo solo respondo a personas.",
        webhook: "Lo escribió un webhook, y yo solo respondo a personas.",
        "system-message": "Lo escribió el propio Discord.",
        "not-addressed":
          "No iba dirigido a mí. Mencióname, respóndeme con la mención activada, escríbeme un mensaje directo o usa `/preguntar`.",
        "everyone-mention": "Menciona a todos, y no a mí. Mencióname por mi nombre.",
        "others-addressed":
          "En este hilo respondo sin mención, pero este mensaje era para otra persona. Mencióname para preguntarme.",
        "loop-guard":
          "La misma persona envió a este canal en un minuto más de lo que respondo, por si los envía un programa. Espera un minuto y vuelve a preguntar.",
        "too-many-waiting":
          "Aún estaba con tantas peticiones de la misma persona como acepto a la vez. Vuelve a preguntar, por favor.",
        "channel-full":
          "En ese momento esperaban demasiadas peticiones en este canal. Vuelve a preguntar, por favor.",
      },
      waiting: (before) =>
        `Lo tengo, y espera su turno; antes: ${count(before, { one: "# petición", other: "# peticiones" })}. Las peticiones de un canal se responden una tras otra.`,
      together: "Llegó justo después de otro mensaje, así que tomé los dos juntos.",
      running: "Estoy en ello.",
      runningAgain: "Estoy en ello otra vez: un intento anterior se interrumpió.",
      sending: "La respuesta está lista y se está enviando; puede que Discord vaya lento o no responda.",
      answered: "Lo respondí. Si no ves la respuesta, quizá se haya borrado.",
      failed: (errorCode) => `Falló, y lo dije. El tipo de error: \`${errorCode}\`.`,
      givenUp: (errorCode) =>
        `Tuve que dejarlo${errorCode === undefined ? ": la respuesta no se pudo mostrar aquí." : ` (\`${errorCode}\`).`} Vuelve a preguntar, por favor.`,
      cancelled: "Se detuvo, o se borró su mensaje.",
      notAccepted: (errorId) =>
        `No pude anotarlo de forma segura, así que no empecé. Busco esos mensajes una vez por minuto; si eso no ayuda, díselo a quien administra este bot. (Error ${errorId})`,
      noLongerKept: "Lo acepté, y su registro ya no se conserva.",
      neverSeen:
        "Nunca lo vi: quizá sea anterior a mi último arranque, o no puedo leer este canal. Mencióname para intentarlo de nuevo.",
    },
  },
} satisfies TranslatedLanguage;

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
