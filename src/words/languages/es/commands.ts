import type { CommandTranslations } from "../../command-texts.ts";

export const commands = {
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
    options: {
      prompt: { name: "pregunta", description: "Lo que quieres saber o que haga" },
      file: { name: "archivo", description: "Un archivo que acompaña la pregunta" },
    },
  },
  "ask-about-this": { name: "Preguntar sobre esto" },
  context: { name: "contexto", description: "Mira lo que recuerdo de este canal, y fíjalo o quítalo" },
  forget: { name: "olvidar", description: "Borra todo lo que guardo sobre ti" },
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
} satisfies CommandTranslations;
