import type { TranslatedLanguage } from "../words.ts";
import { commands } from "./fr/commands.ts";
import { replies } from "./fr/replies.ts";
import { tools } from "./fr/tools.ts";
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
    hiddenText:
      "Le texte d’un message auquel tu fais référence m’est caché ; « Demander à ce sujet » dans son menu me le montre.",
    linkGone:
      "Un message lié n’a pas été lu : il n’existe plus, ou quelqu’un qui lit ici, ou moi-même, n’a pas le droit de le voir.",
    linkElsewhere:
      "Un message lié n’a pas été lu : je ne lis que ceux de l’endroit où l’on me pose la question.",
    linkLimit: (max) => `Seuls les ${max} premiers messages liés ont été lus.`,
    filesNotRead: (names, reason) => `Non lu : ${names} (${reason}).`,
    filesCut: (names) => `Seul le début a été lu : ${names}.`,
    fileReasons: {
      kind: "ce type de fichier ne peut pas être lu",
      tookTooLong: "la lecture des fichiers a pris trop de temps",
      blindModel: "le modèle ne peut pas voir les images",
      damagedImage: "fichier endommagé, ou pas une image que les modèles peuvent voir",
      noRoom: "les autres fichiers ont rempli la place prévue",
      gone: "le fichier n’existe plus, ou son adresse a expiré",
      tooManyFiles: (max) => `il y avait plus de ${max} fichiers`,
      tooManyImages: (max) => `il y avait plus de ${max} images`,
      tooLarge: (maxMegabytes) => `plus de ${maxMegabytes} Mo`,
      notDownloaded: (status) => `le téléchargement a échoué (statut ${status})`,
      unreachable: "le téléchargement a échoué",
      unreadable: "la lecture a échoué",
    },
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
    retrying: "Le service du modèle n’a pas encore donné de réponse ; je réessaie…",
    using: (tools) => `J’utilise ${tools.join(", ")}…`,
    stopped: "Arrêté.",
    more: (value) => `… ${characters(value)} pour l’instant`,
  },
  buttons: {
    stop: "Arrêter",
    trace: "Trace",
    regenerate: "Répondre à nouveau",
    approve: "Autoriser",
    always: "Toujours ici",
    deny: "Refuser",
  },
  answers: {
    howToAsk:
      "Je suis là, mais je n’ai pas pu lire de question. Mentionne-moi avec ta question, réponds-moi en laissant la notification activée, écris-moi en message privé, ou utilise `/demander`.",
    nothingToShow: "Il n’y a rien à montrer dans ma réponse.",
    blocked: (errorId) =>
      `Le filtre de contenu de ce serveur a bloqué ma réponse. Je la garde, mais je ne peux pas la montrer ici. Demande autrement, ou adresse-toi à la modération. (Erreur ${errorId})`,
    refused: (errorId) =>
      `Discord a refusé d’afficher ma réponse. Je la garde, mais je ne peux pas la montrer. Redemande ; si cela persiste, préviens la personne qui gère ce bot. (Erreur ${errorId})`,
    incomplete: (limit, hasFindings) =>
      `${limit} Je n’avais pas encore de réponse complète.${hasFindings ? " Voici ce que j’ai trouvé :" : ""}`,
    declined: "Le fournisseur du modèle a refusé de répondre à cela.",
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
  approval: {
    question: (mention, tool) => `${mention}, puis-je utiliser **${tool}** ?`,
    reasons: {
      "others-read": "Quelque chose que d’autres ont écrit a été lu auparavant.",
      "private-read":
        "Quelque chose de privé a été lu auparavant, et ceci apprendrait à d’autres ce que tu n’as pas écrit.",
    },
    inFile: "Le détail exact est dans le fichier.",
    until: (time) => `Jusqu’à ${time} ; sans réponse, je ne le ferai pas.`,
    ends: {
      approved: "Autorisé.",
      always: "Autorisé, et toujours ici. `/outils` permet de le retirer.",
      denied: "Refusé.",
      expired: "Personne n’a répondu à temps : rien n’a été fait.",
      ended: "La demande a pris fin avant toute décision : rien n’a été fait.",
    },
    unknown: "Je ne sais plus de quoi il s’agissait.",
    onlyFor: (mention, areModeratorsToo) =>
      `Cette décision revient à ${mention}${areModeratorsToo ? " ou à la modération" : ""}.`,
    alwaysOnlyFor: (mention) => `C’est à ${mention} de dire « Toujours ici ».`,
  },
  later: {
    reminder: (name, text) => `Rappel pour ${name} : ${text}`,
    late: (at, zone, missed) =>
      `(En retard : c’était prévu pour le ${dateTime(at, zone)}, ${zone}, alors que j’étais à l’arrêt.${missed === 0 ? "" : count(missed, { one: " # échéance antérieure a été manquée.", other: " # échéances antérieures ont été manquées." })})`,
  },
  replies,
  tools,
} satisfies TranslatedLanguage;
