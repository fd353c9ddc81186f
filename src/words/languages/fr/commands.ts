import type { CommandTranslations } from "../../command-texts.ts";

export const commands = {
  accessibility: {
    name: "accessibilité",
    description: "Des réponses envoyées en une fois, en mots simples, sans modifications",
    options: {
      answers: {
        name: "réponses",
        description: "Laisse vide pour voir le réglage actuel",
        choices: {
          plain: "simples : envoyées en une fois, en mots simples",
          usual: "habituelles : affichées au fil de l’écriture",
          default: "par défaut : ce qui vaut ici",
        },
      },
      for: {
        name: "pour",
        description: "Pour qui ce réglage vaut ; pour toi si tu ne précises rien",
        choices: { me: "moi", channel: "ce salon", server: "ce serveur" },
      },
    },
  },
  ask: {
    name: "demander",
    description: "Demande quelque chose à Orchid",
    options: {
      prompt: { name: "question", description: "Ce que tu veux savoir ou faire faire" },
      file: { name: "fichier", description: "Un fichier qui accompagne la question" },
    },
  },
  "ask-about-this": { name: "Demander à ce sujet" },
  context: {
    name: "contexte",
    description: "Vois ce que je retiens de ce salon, pour l’épingler ou le retirer",
  },
  forget: { name: "oublier", description: "Efface tout ce que je garde sur toi" },
  help: { name: "aide", description: "Ce que je sais faire et comment me le demander" },
  model: {
    name: "modèle",
    description: "Vois ce que savent faire les modèles, ou choisis celui qui répond dans ce salon",
    options: {
      model: { name: "modèle", description: "Laisse vide pour voir le modèle actuel" },
      probe: { name: "vérifier", description: "Vérifie à nouveau ce que savent faire les modèles" },
    },
  },
  persona: {
    name: "persona",
    description: "Vois ou choisis la persona qui répond dans ce salon",
    options: { persona: { name: "persona", description: "Laisse vide pour voir la persona actuelle" } },
  },
  reset: { name: "réinitialiser", description: "Oublie ce qui a été dit dans ce salon" },
  schedule: {
    name: "agenda",
    description: "Vois tes rappels et tes tâches prévues, et annules-en une",
    options: {
      cancel: {
        name: "annuler",
        description: "Identifiant de ce qu’il faut annuler, comme la liste le montre",
      },
    },
  },
  status: { name: "statut", description: "Vois comment je vais" },
  stop: { name: "arrêter", description: "Arrête ce que je fais pour toi dans ce salon" },
  tools: {
    name: "outils",
    description: "Vois quels outils je peux utiliser, ce qu’ils peuvent faire, et qui peut s’en servir",
    options: {
      tool: { name: "outil", description: "Un outil : montre tout à son sujet" },
      action: {
        name: "action",
        description: "Activer ou désactiver l’outil sur ce serveur, ou retirer ton « Toujours ici »",
        choices: { on: "activer", off: "désactiver", revoke: "retirer" },
      },
    },
  },
  trace: {
    name: "trace",
    description: "Choisis comment les réponses de ce salon montrent ce qui a été fait",
    options: {
      mode: {
        name: "mode",
        description: "Laisse vide pour voir le réglage actuel",
        choices: {
          off: "désactivée : jamais",
          button: "bouton : un fil quand quelqu’un le demande",
          thread: "fil : toujours un fil",
        },
      },
    },
  },
  usage: {
    name: "utilisation",
    description: "Vois ce qui a été utilisé aujourd’hui, et ce qui peut l’être",
  },
  "why-no-answer": { name: "Pourquoi pas de réponse ?" },
} satisfies CommandTranslations;
