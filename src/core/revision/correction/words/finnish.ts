import { re, type CorrectionWords } from './correction-words.js';

export const FINNISH: CorrectionWords = {
  labels: ['oikaisu', 'oikaistu', 'korjaus', 'korjattu', 'täsmennys'],
  ofTheEditors: ['toimituksen'],
  phrases: [
    re`(?<!\p{L})(?:toisin kuin (?:jutussa|artikkelissa|aiemmin (?:kerroimme|jutussa)))`,
    re`(?<!\p{L})(?:artikkelin|jutun|uutisen|tekstin) (?:aiemmassa|aikaisemmassa|alkuperäisessä|edellisessä|` +
      'ensimmäisessä) versiossa',
    re`(?<!\p{L})(?:juttua|artikkelia|uutista|tekstiä|otsikkoa) on (?:\p{L}+ )?(?:korjattu|oikaistu)`,
    re`(?<!\p{L})(?:juttuun|artikkeliin|uutiseen) (?:on )?korjattu`,
    re`(?<!\p{L})pahoittelemme virhettä`,
  ],
  selfReferences: [
    '(?:jutussa|juttua|juttuun|jutun|artikkelissa|artikkelia|artikkeliin|artikkelin|uutisessa|uutista|' +
      'uutiseen|uutisen|otsikkoa|otsikossa|tekstiä|tekstissä|kuvatekstissä|kuvatekstiä|grafiikassa)',
    '(?:aiemmassa|aikaisemmassa|alkuperäisessä|edellisessä|ensimmäisessä) (?:versiossa|julkaistussa)',
  ],
  errors: [
    'korjattu',
    'oikaistu',
    'korjasimme',
    'virheellisesti',
    'virheellinen',
    re`virheellis\p{L}+`,
    'erheellisesti',
    'väärin',
    'väärä',
    'väärän',
    'väärässä',
    'aiemmin (?:kerrottiin|luki|väitettiin|sanottiin|mainittiin|kirjoitettiin)',
    re`oikea \p{L}+`,
    'virhe',
    re`kirjoitusvirhe\p{L}*`,
    re`asiavirhe\p{L}*`,
  ],
  admissions: [
    re`korjattu (?:kello|klo|kl\.|\d|otsikko|nimi|luku|päivämäärä)`,
    '(?:kerroimme|kirjoitimme) (?:aiemmin )?(?:virheellisesti|väärin|erheellisesti)',
  ],
  editorsNotes: ['päivitys', re`toim(?:ituksen|\.) huom`],
  versions: ['versiossa'],
  withdrawals: [re`(?<!\p{L})tämä (?:juttu|artikkeli) on (?:poistettu|vedetty)`],
};
