import { re, type CorrectionWords } from './correction-words.js';

export const GERMAN: CorrectionWords = {
  labels: [
    'korrektur(?:hinweis|en)?',
    'berichtigung',
    'berichtigt',
    'richtigstellung',
    'klarstellung',
    'korrigiert(?:e (?:fassung|version))?',
    'korrigendum',
  ],
  ofTheEditors: ['der redaktion'],
  phrases: [
    re`\b(?:zunächst|zuerst|anfangs|ursprünglich|irrtümlich|fälschlich(?:erweise)?) (?:hatten|haben) wir\b`,
    re`\b(?:hatten|haben) wir (?:zunächst|zuerst|ursprünglich|irrtümlich|fälschlich(?:erweise)?)` +
      re`(?: \p{L}+){0,8} (?:berichtet|geschrieben|gemeldet|angegeben|behauptet)`,
    re`\banders als (?:zunächst|zuerst|ursprünglich|zuvor|von uns|hier|in einer (?:früheren|ersten) ` +
      re`(?:version|fassung))(?: \p{L}+){0,3} (?:berichtet|gemeldet|geschrieben|angegeben|dargestellt|` +
      'vermeldet)',
    re`\b(?:in diesem|in unserem) (?:text|artikel|beitrag)(?: \p{L}+){0,6} (?:berichtigt|korrigiert)`,
    re`\bwir haben in (?:diesem|unserem) \p{L}+(?: \p{L}+){0,5} (?:berichtigt|korrigiert)`,
    re`\b(?:frühere[nr]?|vorherige[nr]?|ursprüngliche[nr]?|ältere[nr]?|vorige[nr]?|ersten?|erste) ` +
      '(?:version|fassung|variante)(?: (?:dieses|des|unseres|dieser|der|unserer) ' +
      '(?:artikels|textes|beitrags|berichts|meldung|nachricht|interviews|kommentars|stücks)| ' +
      '(?:hieß|stand|haben wir|hatten wir|hatte|war (?:von|fälschlich|irrtümlich)|wurde ' +
      '(?:fälsch|irrtüm|behauptet)))',
    re`\b(?:diese[rs]?|der|die) (?:artikel|text|beitrag|bericht|meldung|fassung|version|nachricht|` +
      re`überschrift) (?:wurde|ist)(?: [\p{L}\d.:]+){0,6} (?:korrigiert|berichtigt|richtiggestellt|geändert)`,
    re`\bwir haben (?:den|die|das|diesen|diese|dies)(?: \p{L}+){0,5} (?:korrigiert|berichtigt|richtiggestellt)`,
    re`\bbitten(?: wir)?,? (?:den|diesen|die) fehler zu entschuldigen`,
    re`\bbitten,? (?:ihn|dies|das) zu entschuldigen`,
    re`^richtigstellung\b`,
    re`^korrigierte (?:fassung|version)\b`,
  ],
  selfReferences: [
    re`(?:diese[rsnm]?|unsere[rsnm]?) (?:[\p{L}-]{1,18} )?(?:artikel|text|beitrag|bericht|meldung|fassung|` +
      'version|nachricht|überschrift|bildunterschrift|bildtext|grafik|stück|kommentar|kolumne|reportage|' +
      'nachruf|teaser|vorspann|liveblog|newsletter)e?s?',
    'i[mn] (?:der )?(?:artikel|text|beitrag|teaser|vorspann|überschrift|bildunterschrift|bildtext)(?! ' +
      re`(?:de[rs]|von|vom|über|\d))`,
    '(?:frühere[nr]?|vorherige[nr]?|ursprüngliche[nr]?|ältere[nr]?|vorige[nr]?|ersten?|erste|' +
      'anfängliche[nr]?) (?:versionen|version|fassung|variante)(?! (?:de[rs]|von|vom|seine[rs]|ihre[rs]) ' +
      '(?!artikel|text|beitrag|bericht|meldung))',
  ],
  errors: [
    re`korrigier\p{L}+`,
    re`berichtigt\p{L}*`,
    'richtiggestellt',
    re`falsch\p{L}*`,
    re`fälschlich\p{L}*`,
    re`irrtümlich\p{L}*`,
    '(?:stand|hieß es|schrieben wir|wurde|war|hatten wir|haben wir) (?:zunächst|zuerst|ursprünglich|anfangs)',
    re`fehlerhaft\p{L}*`,
    'versehentlich',
    re`unrichtig\p{L}*`,
    re`unkorrekt\p{L}*`,
    re`missverständlich\p{L}*`,
    re`ungenau\p{L}*`,
    'verwechselt',
    'vertauscht',
    'nicht korrekt',
    re`(?:ein|einen|den|der|dieser|diesen|durch einen) (?:\p{L}+ )?(?:fehler|irrtum)`,
    'tippfehler',
    'zahlendreher',
  ],
  admissions: [
    re`wir haben (?:uns (?:geirrt|vertan|verschrieben|verrechnet)|.{0,80}(?:falsch|fälschlich\p{L}*|` +
      'irrtümlich|versehentlich) (?:geschrieben|angegeben|berichtet|zitiert|benannt|bezeichnet|wiedergegeben|' +
      'dargestellt|übersetzt|behauptet))',
  ],
  editorsNotes: [
    'aktualisierung',
    re`anm(?:erkung|\.) ?d(?:er|\.) ?red(?:aktion|\.)`,
    'transparenzhinweis',
    'redaktioneller hinweis',
    'hinweis der redaktion',
    'in eigener sache',
  ],
  versions: ['fassung'],
  withdrawals: [
    re`\bdiese[rsn]? (?:artikel|beitrag|bericht|meldung|nachricht|text|interview) (?:wurde|ist|wird|haben ` +
      'wir)(?: (?:von|nachträglich|inzwischen|daher|vorerst|der|uns|redaktion)){0,4} ' +
      '(?:zurückgezogen|entfernt|gelöscht|depubliziert|offline genommen)',
    re`\bwir haben diese[nrs]? (?:artikel|beitrag|bericht|meldung|text|interview) ` +
      re`(?:\p{L}+ ){0,3}(?:zurückgezogen|entfernt|gelöscht|depubliziert)`,
    re`\bdieser (?:artikel|beitrag|bericht) wurde (?:zurückgezogen|entfernt|gelöscht)`,
    re`\b(?:artikel|meldung) zurückgezogen\b`,
    re`\bmeldung (?:bitte )?nicht verwenden\b`,
  ],
};
