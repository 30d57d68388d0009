import { re, type CorrectionWords } from './correction-words.js';

export const DUTCH: CorrectionWords = {
  labels: [
    'correcties?',
    'rectificatie',
    'verbetering(?:en)?',
    'aanvullingen en verbeteringen',
    'verduidelijking',
    'gecorrigeerd',
  ],
  ofTheEditors: ['van de redactie'],
  phrases: [
    re`\banders dan (?:eerder|aanvankelijk) (?:in dit|in deze|gemeld|vermeld|geschreven|bericht|hier)`,
    re`\been (?:eerdere|vorige|oudere|eerste) versie van (?:dit|deze|het|ons) ` +
      '(?:artikel|bericht|verhaal|stuk|tekst|nieuwsbericht|interview)',
    re`\bin een (?:eerdere|vorige|oudere|eerste) versie (?:stond|werd|was|schreven)`,
    re`\b(?:dit|deze) (?:artikel|bericht|verhaal|stuk|tekst) is (?:\p{L}+ )?(?:gecorrigeerd|gerectificeerd|` +
      'verbeterd)',
  ],
  selfReferences: [
    '(?:dit|deze|ons|onze) (?:artikel|bericht|verhaal|stuk|tekst|kop|column|nieuwsbericht|versie|' +
      'bijschrift|fotobijschrift|recensie|grafiek|kaart|rubriek)',
    '(?:eerdere|vorige|oudere|eerste|oorspronkelijke) versie(?! van (?!dit|deze|het ' +
      '(?:artikel|bericht|verhaal|stuk)|ons|de tekst))',
    'in (?:de kop|het (?:bericht|artikel|bijschrift))(?! van| over)',
  ],
  errors: [
    'gecorrigeerd',
    'gerectificeerd',
    'rechtgezet',
    'verkeerde?',
    'foutieve?',
    'onjuiste?',
    'onjuist',
    'ten onrechte',
    'abusievelijk',
    'per abuis',
    re`een (?:\p{L}+ )?(?:fout|vergissing)`,
    'hersteld',
    'incorrecte?',
    'klopte niet',
    'fout (?:gespeld|vermeld|geschreven)',
    'foutief',
  ],
  admissions: [
    '(?:wij|we) (?:schreven|meldden|hebben) .{0,80}?(?:ten onrechte|abusievelijk|per abuis|verkeerd|onjuist)',
  ],
  editorsNotes: ['naschrift', 'noot van de redactie'],
  versions: ['versie'],
  withdrawals: [
    re`\b(?:dit|deze) (?:artikel|bericht|stuk|verhaal|publicatie) is ` +
      re`(?:\p{L}+ )?(?:ingetrokken|verwijderd|offline gehaald)`,
    re`\bdit artikel is (?:ingetrokken|verwijderd)`,
  ],
};
