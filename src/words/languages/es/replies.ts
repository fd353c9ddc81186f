import type { ReplyWords } from "../../reply-words.ts";
import { count, number, list, characters, style } from "./phrases.ts";

export const replies = {
  accessibility: {
    person: (isPlain) => `Para ti: ${style(isPlain)}.`,
    channel: (isPlain) => `Para quienes no han elegido nada en este canal: ${style(isPlain)}.`,
    server: (isPlain) => `Para quienes no han elegido nada en este servidor: ${style(isPlain)}.`,
    explanation:
      "Las respuestas sencillas se envían una sola vez y nunca se editan. Las tablas se convierten en líneas, y las trazas dicen sus tiempos con palabras. Mientras trabajo solo ves que estoy escribiendo; `/detener` lo termina.",
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
    kept: "Quien me administra decide cuánto tiempo conservo los intercambios y las trazas. `/reiniciar` vacía este canal y `/olvidar` borra todo lo tuyo.",
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
    withError: (what, errorId) => `${what} (error ${errorId})`,
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
    more: (value) => `… y ${number(value)} más`,
    asking: "comprobando…",
    silent: (errorCode, when) => `no ha respondido (${errorCode}), ${when}`,
    can: {
      streaming: "escribe poco a poco",
      tools: "herramientas, de una en una",
      manyTools: "herramientas, varias a la vez",
      images: "ve imágenes",
      usage: "informa de sus tokens",
    },
    cannot: (what) => what.map((one) => `sin ${one}`).join(", "),
    lacking: {
      streaming: "texto poco a poco",
      tools: "herramientas",
      images: "imágenes",
      usage: "recuento de tokens",
    },
    asOf: (when) => `a fecha de ${when}`,
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
  schedule: {
    nothing: "No hay nada planeado.",
    entry: (kind, owner, channel, time) =>
      `${kind === "reminder" ? "recordatorio" : "tarea"}${owner === undefined ? "" : ` de ${owner}`} en ${channel}, ${time}`,
    again: (cron, zone) => `(se repite: \`${cron}\`, ${zone})`,
    unknown: "No tienes nada planeado con ese identificador.",
    cancelled: "Cancelado.",
    alreadyHappened: "Ya ha ocurrido.",
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
    nameOne: "Indica una herramienta para cambiarla.",
    alwaysAllowed: (tool, channel) => `Siempre permitida por ti: **${tool}** en ${channel}`,
    heldBack: (notice) => `Retenida: ${notice}`,
    changed: (tool, entry) =>
      `${tool} ha cambiado desde que la vi por primera vez. Quien me administra debería revisarla y luego escribir ${entry} en la entrada de su servidor.`,
    unusable: (tool) => `${tool} tiene un esquema que ningún modelo podría usar.`,
    serversOnly: "Las herramientas solo se activan y desactivan en servidores.",
    switched: (tool, isOn) =>
      `**${tool}** está ${isOn ? "activada" : "desactivada"} en este servidor a partir de la próxima petición.`,
    willAsk: (tool) => `Te preguntaré de nuevo antes de usar **${tool}** aquí.`,
    neverAlways: (tool) => `Nunca dijiste «Siempre aquí» a **${tool}** en este canal.`,
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
} satisfies ReplyWords;
