import type { TranslatedLanguage } from "../words.ts";
import { commands } from "./fr/commands.ts";
import { replies } from "./fr/replies.ts";
import {
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
} from "./fr/phrases.ts";

export default {
  locales: ["fr"],
  commands,
  failure: {
    task: (what, errorId) =>
      `Je n’ai pas pu répondre : ${what}. Ton message n’a pas été ajouté à ce que je retiens ici. (Erreur ${errorId})`,
    command: (what, errorId) =>
      `Cela n’a pas fonctionné : ${what}. Ce que j’avais enregistré avant est toujours là. (Erreur ${errorId})`,
    model: {
      configuration: "le modèle est mal configuré. C’est à la personne qui gère ce bot de le corriger",
      authentication:
        "le service du modèle a refusé la clé de ce bot. C’est à la personne qui gère ce bot de le corriger",
      billing:
        "le service du modèle indique que le crédit du compte est épuisé. C’est à la personne qui gère ce bot de s’en occuper",
      "rate-limit": "le service du modèle reçoit trop de demandes en ce moment. Redemande dans une minute",
      overflow:
        "c’était trop long pour le modèle. Redemande avec moins de texte, ou fais-moi oublier ce salon avec `/réinitialiser`",
      refused: "le modèle n’a pas voulu y répondre. Le demander autrement peut aider",
      upstream: "le service du modèle a eu une panne. Redemande dans un instant",
      network: "le service du modèle est injoignable. Redemande dans un instant",
      timeout: "le modèle a mis trop de temps. Redemande, peut-être un peu moins à la fois",
      empty: "le modèle n’a rien renvoyé, même la seconde fois. Demande autrement ou réessaie plus tard",
      cancelled: "la demande a été arrêtée avant qu’il y ait une réponse. Redemande si tu en veux encore une",
    },
    timeout:
      "cela a pris plus de temps qu’une tâche ne peut en prendre. Redemande, peut-être un peu moins à la fois",
    givenUp: "quelque chose a interrompu mon travail à chaque essai. Demande d’une autre manière",
    storage: "mon stockage a eu une panne. Réessaie dans un instant",
    unexpected:
      "quelque chose s’est mal passé chez moi. Réessaie ; si cela persiste, préviens la personne qui gère ce bot",
    cap: (scope, resetsInMs) =>
      `${limits[scope]} est épuisée. Elle repart de zéro ${resets(resetsInMs)} ; \`/utilisation\` montre les chiffres`,
  },
  notices: {
    cutOff: "La réponse a été coupée.",
    cutAtLimit: "La réponse a été coupée à la limite du modèle.",
    filtered: "Le filtre de contenu du fournisseur a arrêté la réponse.",
    callAsText: "Le modèle a écrit un appel d’outil sous forme de texte ; il n’a pas été exécuté.",
    noTools: "Ce modèle ne peut pas utiliser d’outils et a répondu sans eux.",
    noImages: "Ce modèle ne peut pas voir les images.",
    promptCut:
      "Le serveur du modèle semble avoir raccourci la conversation ; il lui faut un contexte plus grand.",
    unvoiced: "La réponse est le simple résumé : le modèle qui la rédige n’a pas répondu.",
    shrunk:
      "Des messages plus anciens ont été laissés de côté : la conversation est trop longue pour le modèle.",
    withoutTurns: "Répondu sans les échanges précédents de ce salon : ils étaient illisibles.",
    stopped: "Arrêté.",
    roundLimit: (rounds) =>
      count(rounds, {
        one: "La limite de # tour d’outils a été atteinte.",
        other: "La limite de # tours d’outils a été atteinte.",
      }),
    fellBack: (from, to) => `Le modèle « ${from} » n’a pas répondu, « ${to} » a donc pris le relais.`,
    capNear: (scope) =>
      `${capital(limits[scope])} est presque atteinte, un modèle moins cher a donc répondu.`,
    capReached: (scope, resetsInMs) =>
      `${capital(limits[scope])} est atteinte ; elle repart de zéro ${resets(resetsInMs)}.`,
  },
  usage: {
    heading: (relative, clock) =>
      `Utilisé depuis 00:00 UTC ; le compte repart de zéro ${relative} (${clock}).`,
    scopes: { person: "Toi", channel: "Ce salon", guild: "Ce serveur", everything: "Tout le monde" },
    unreadable: "illisible pour l’instant",
    unreadableNote:
      "Mon stockage ne répond pas : les limites que je ne peux pas lire ne sont donc pas appliquées.",
    nothing: "rien",
    spent(tokens, costUsd, tasks, isEstimated) {
      const about = isEstimated ? "environ " : "";
      const cost = costUsd === undefined ? "" : `, ${about}${dollars(costUsd)}`;
      return `${about}${count(tokens, { one: "# jeton", other: "# jetons" })}${cost}, en ${requests(tasks)}`;
    },
    limit: (parts) => `Limite : ${list(parts)}`,
    limitTokens: (tokens, percent) => `${number(tokens)} jetons${used(percent)}`,
    limitCost: (usd, percent) => `${dollars(usd)}${used(percent)}`,
  },
  footer: {
    rounds: (value) => count(value, { one: "# tour", other: "# tours" }),
    tools: (value) => count(value, { one: "# outil", other: "# outils" }),
    seconds: (value) => `${short(value)} s`,
    cost: dollars,
  },
  layOut: {
    whole: (fileName) => `-# Voici le début. La réponse entière est dans ${fileName}.`,
    cut: (bytes) =>
      `[Coupé ici : la réponse compte ${number(bytes)} octets, plus que ce que Discord accepte.]`,
  },
  trace: {
    untitled: "Trace",
    round: "Tour",
    total: "Total",
    rounds: (value) => count(value, { one: "# tour", other: "# tours" }),
    tools: (value) => count(value, { one: "# outil", other: "# outils" }),
    tokensIn: (value) => count(value, { one: "# jeton en entrée", other: "# jetons en entrée" }),
    tokensOut: (value) => count(value, { one: "# jeton en sortie", other: "# jetons en sortie" }),
    seconds: (value) => `${fixed(value, 1)} s`,
    milliseconds: (ms) => `${number(Math.round(ms))} ms`,
    cost: dollars,
    about: "environ",
    noTools: "Aucun outil : ce tour a écrit la réponse.",
    failed: "échec",
    succeeded: "réussi",
    arguments: "Arguments",
    result: "Résultat",
    wholeIn: "Coupé ici ; en entier dans",
    endedWith: "Terminé avec",
    began: (afterMs, durationMs) =>
      `commencé après ${number(Math.round(afterMs))} ms, durée ${number(Math.round(durationMs))} ms`,
  },
  live: {
    thinking: "Je réfléchis…",
    using: (tools) => `J’utilise ${tools.join(", ")}…`,
    stopped: "Arrêté.",
    more: (value) => `… ${characters(value)} pour l’instant`,
  },
  buttons: { stop: "Arrêter", trace: "Trace", regenerate: "Répondre à nouveau" },
  answers: {
    howToAsk:
      "Je suis là, mais je n’ai pas pu lire de question. Mentionne-moi avec ta question, réponds-moi en laissant la notification activée, écris-moi en message privé, ou utilise `/demander`.",
    nothingToShow: "Il n’y a rien à montrer dans ma réponse.",
    blocked: (errorId) =>
      `Le filtre de contenu de ce serveur a bloqué ma réponse. Je la garde, mais je ne peux pas la montrer ici. Demande autrement, ou adresse-toi à la modération. (Erreur ${errorId})`,
    refused: (errorId) =>
      `Discord a refusé d’afficher ma réponse. Je la garde, mais je ne peux pas la montrer. Redemande ; si cela persiste, préviens la personne qui gère ce bot. (Erreur ${errorId})`,
    askAboutThis: "De quoi parle ce message ? Explique-le ou réponds-y, selon ce qui aide le plus.",
  },
  interactions: {
    oldCommand:
      "Cette commande vient d’une ancienne version de moi. Recharge Discord pour voir les commandes actuelles.",
    notPermitted: "Tu n’as pas la permission que cette commande demande sur ce serveur.",
    moderatorsOnly: "Seuls les membres qui peuvent gérer les messages ici peuvent changer cela.",
  },
  access: {
    "person-denied": "La personne qui me gère m’a désactivé pour toi.",
    "guild-denied": "La personne qui me gère m’a désactivé sur ce serveur.",
    "channel-denied": "La personne qui me gère m’a désactivé dans ce salon.",
    "role-denied": "La personne qui me gère m’a désactivé pour l’un de tes rôles.",
    "roles-unknown":
      "Je ne peux répondre qu’à certains rôles, et je n’ai pas pu savoir lesquels tu as. Réessaie dans un instant.",
    "guild-not-allowed": "Je ne peux répondre que sur certains serveurs, et celui-ci n’en fait pas partie.",
    "channel-not-allowed": "Je ne peux répondre que dans certains salons, et celui-ci n’en fait pas partie.",
    "direct-not-allowed":
      "Je ne peux répondre que sur certains serveurs ou dans certains salons, pas en message privé.",
    "person-not-allowed":
      "Je ne peux répondre qu’à certaines personnes ou à certains rôles, et tu n’en fais pas partie.",
  },
  flood: {
    tooManyWaiting: (limit) =>
      `Je m’occupe encore de ${number(limit)} de tes demandes, je n’ai donc pas pris celle-ci. Redemande quand j’aurai répondu ; d’ici là, je laisse aussi de côté le reste de tes envois.`,
    channelFull: (limit) =>
      `${number(limit)} demandes attendent déjà dans ce salon, je n’ai donc pas pris celle-ci. Redemande un peu plus tard ; d’ici là, je n’en prends pas d’autres ici.`,
  },
  replies,
} satisfies TranslatedLanguage;
