import { re, type CorrectionWords } from './correction-words.js';
import { OF_OTHERS } from './romance.js';

export const FRENCH: CorrectionWords = {
  labels: [
    'rectificatif',
    re`erreur dans (?:notre|nos|l['’]|cet) ?(?:édition|article|numéro|titre|légende)(?: d[eu] \p{L}+)?`,
    'rectification',
    'correctif',
    'précisions?',
    'mise au point',
    'version corrigée',
    'corrigé',
  ],
  ofTheEditors: ['de la rédaction'],
  phrases: [
    re`\bnous avons corrigé (?:une|des|cette|l['’]) ?(?:erreurs?|coquilles?)`,
    re`\b(?:une|la|dans une|dans la) (?:(?:première|précédente|ancienne) version|version ` +
      '(?:précédente|antérieure|initiale)) (?:de (?:cet|cette|ce|notre)|du présent) ' +
      '(?:article|texte|dépêche|papier|billet|information|reportage|contenu)',
    re`\bcontrairement à ce (?:que nous|qu['’]indiquait|qui (?:était|a été|avait été))(?: \p{L}+){0,3} ` +
      '(?:écrit|indiqué|affirmé|annoncé|publié|écrivions|indiquions|précédente)',
    re`\bcontrairement à ce que nous (?:écrivions|indiquions|affirmions|annoncions)`,
    re`\bce(?:t article|tte dépêche|tte information| texte| papier| titre) a été ` +
      re`(?:\p{L}+ )?(?:corrigée?|rectifiée?|amendée?|modifiée? pour corriger)`,
    re`^[\s\p{P}]*corrige (?:l|d|un|une|la|le|les|en|dans)\b`,
    re`\bnous avons corrigé (?:cette erreur|l['’]erreur|cet article|le texte)`,
    re`(?<!\p{L})excuses? (?:à|auprès de) nos lect`,
  ],
  selfReferences: [
    '(?:cet|cette|notre|ce) (?:article|texte|papier|billet|titre|légende|dépêche|chronique|infographie|' +
      'version|reportage|portrait|carte|graphique|newsletter|contenu)(?! (?:de (?:la )?loi|du code|de la ' +
      re`constitution|\d))`,
    re`^[\p{P}\s]*(?:article|texte|titre) (?:modifié|mis à jour|actualisé|édité)`,
    re`l['’]article(?= a été (?:modifié|corrigé|rectifié|amendé|actualisé))`,
    re`(?:première|précédente|ancienne) version${OF_OTHERS}`,
    re`version (?:précédente|antérieure|initiale|originale|ancienne)${OF_OTHERS}`,
  ],
  errors: [
    'corrigée?s?',
    'corriger',
    'rectifiée?s?',
    'rectifier',
    'erronée?s?',
    re`une? (?:\p{L}+ )?(?:erreur|coquille|confusion)`,
    'par erreur',
    'à tort',
    'inexacte?s?',
    'erronément',
    re`mal (?:orthographié|écrit|retranscrit|traduit|attribué)\p{L}*`,
    '(?:un|le|la|une) mauvaise? (?:nom|prénom|date|chiffre|titre|photo|légende|lieu|ville|adresse|âge|' +
      'année|orthographe)',
    'confondait',
    re`modifié .{0,60}?et non (?:pas )?(?:en|le|la|à|de|un|une|\d)`,
    'incorrecte?s?',
    'incorrectement',
  ],
  admissions: [
    'nous (?:avons|nous sommes|avions) (?:(?:par erreur|à tort|malencontreusement|erronément) ' +
      re`\p{L}+|trompés?|\p{L}+ (?:par erreur|à tort))`,
    re`dans notre (?:édition|numéro|journal) .{0,120}?(?:à tort|par erreur|erroné\p{L}*|une erreur)`,
  ],
  editorsNotes: ['mise à jour', 'ndlr', 'note de la rédaction'],
  withdrawals: [
    re`\bcet article a été (?:retiré|supprimé)`,
    re`\bdépêche annulée\b`,
    re`\bnous avons (?:retiré|supprimé|dépublié) cet(?:te)? (?:article|dépêche|information|vidéo)`,
    re`\bcette (?:dépêche|information|vidéo) (?:est|a été) (?:retirée|supprimée|annulée)`,
  ],
};
