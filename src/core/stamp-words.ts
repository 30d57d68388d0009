// The words that stamps are made of, one pack a language. The grammar in stamp.ts reads all packs at once, since pages mix
// languages ("Updated Miércoles 27 abril"); a label's own language settles the order of 03/04. A new language is a new pack.

export type StampKind = 'published' | 'updated';

/** A language's words, in lower case, labels as they are written; months and weekdays in calendar order, variants by `|`. */
type Pack = {
  language: string;
  updated: string[];
  published: string[];
  months: string[];
  weekdays: string[];
  /** Words between the parts of a stamp that say nothing: on, at, le, um. */
  fillers: string[];
  /** Words after a clock that say nothing: Uhr, h. */
  hours?: string[];
};

const PACKS: Pack[] = [
  {
    language: 'en',
    updated: ['updated', 'last updated', 'last update', 'latest update', 'update', 'modified', 'last modified', 'date modified', 'modified date', 'last edited', 'edited', 'last revised', 'revised', 'last changed',
      'amended', 'last amended', 'updated date', 'page last updated', 'article updated', 'story updated', 'last reviewed and updated'],
    published: ['published', 'first published', 'originally published', 'posted', 'first posted', 'originally posted', 'date published', 'publish date', 'published date', 'publication date', 'created', 'written', 'original',
      'issued', 'released', 'filed', 'date posted'],
    months: ['january|jan', 'february|feb', 'march|mar', 'april|apr', 'may', 'june|jun', 'july|jul', 'august|aug', 'september|sept|sep', 'october|oct', 'november|nov', 'december|dec'],
    weekdays: ['monday|mon', 'tuesday|tue|tues', 'wednesday|wed', 'thursday|thu|thur|thurs', 'friday|fri', 'saturday|sat', 'sunday|sun'],
    fillers: ['on', 'at', 'the', 'of', 'date', 'time', 'and', 'as'],
    hours: ['hrs', 'hours', 'h'],
  },
  {
    language: 'de',
    updated: ['aktualisiert', 'zuletzt aktualisiert', 'stand', 'zuletzt geändert', 'geändert', 'letzte änderung', 'letzte aktualisierung', 'letztes update', 'aktualisierung', 'zuletzt bearbeitet'],
    published: ['veröffentlicht', 'erstellt', 'erschienen', 'publiziert', 'erstveröffentlichung'],
    months: ['januar|jänner|jan', 'februar|feber|feb', 'märz|mär|mrz', 'april|apr', 'mai', 'juni|jun', 'juli|jul', 'august|aug', 'september|sept|sep', 'oktober|okt', 'november|nov', 'dezember|dez'],
    weekdays: ['montag|mo', 'dienstag|di', 'mittwoch|mi', 'donnerstag|do', 'freitag|fr', 'samstag|sonnabend|sa', 'sonntag|so'],
    fillers: ['am', 'um', 'vom', 'den', 'der', 'gegen'],
    hours: ['uhr'],
  },
  {
    language: 'fr',
    updated: ['mis à jour', 'mise à jour', 'dernière mise à jour', 'modifié', 'dernière modification', 'actualisé', 'màj', 'maj'],
    published: ['publié', 'publiée', 'posté', 'paru'],
    months: ['janvier|janv', 'février|févr|fév', 'mars', 'avril|avr', 'mai', 'juin', 'juillet|juil', 'août', 'septembre|sept', 'octobre|oct', 'novembre|nov', 'décembre|déc'],
    weekdays: ['lundi|lun', 'mardi', 'mercredi|mer', 'jeudi|jeu', 'vendredi|ven', 'samedi|sam', 'dimanche|dim'],
    fillers: ['le', 'à', 'a'],
    hours: ['h'],
  },
  {
    language: 'es',
    updated: ['actualizado', 'actualizada', 'última actualización', 'actualización', 'última modificación', 'modificado', 'act'],
    published: ['publicado', 'publicada', 'creado', 'fecha de publicación'],
    months: ['enero|ene', 'febrero|feb', 'marzo|mar', 'abril|abr', 'mayo|may', 'junio|jun', 'julio|jul', 'agosto|ago', 'septiembre|setiembre|sept|sep', 'octubre|oct', 'noviembre|nov', 'diciembre|dic'],
    weekdays: ['lunes|lun', 'martes', 'miércoles|mié', 'jueves|jue', 'viernes|vie', 'sábado|sáb', 'domingo|dom'],
    fillers: ['el', 'al', 'de', 'del', 'a', 'las', 'los', 'día'],
    hours: ['h', 'hs', 'horas', 'hrs'],
  },
  {
    language: 'it',
    updated: ['aggiornato', 'aggiornata', 'aggiornamento', 'ultimo aggiornamento', 'ultima modifica', 'modificato'],
    published: ['pubblicato', 'pubblicata', 'creato'],
    months: ['gennaio|gen', 'febbraio|feb', 'marzo|mar', 'aprile|apr', 'maggio|mag', 'giugno|giu', 'luglio|lug', 'agosto|ago', 'settembre|set', 'ottobre|ott', 'novembre|nov', 'dicembre|dic'],
    weekdays: ['lunedì|lun', 'martedì', 'mercoledì|mer', 'giovedì|gio', 'venerdì|ven', 'sabato|sab', 'domenica|dom'],
    fillers: ['il', 'alle', 'ore', 'del'],
    hours: [],
  },
  {
    language: 'pt',
    updated: ['atualizado', 'atualizada', 'última atualização', 'atualização', 'modificado'],
    published: ['publicado', 'publicada', 'postado', 'criado'],
    months: ['janeiro|jan', 'fevereiro|fev', 'março|mar', 'abril|abr', 'maio|mai', 'junho|jun', 'julho|jul', 'agosto|ago', 'setembro|set', 'outubro|out', 'novembro|nov', 'dezembro|dez'],
    weekdays: ['segunda', 'terça', 'quarta', 'quinta', 'sexta', 'sábado|sáb', 'domingo|dom'],
    fillers: ['em', 'às', 'as', 'de', 'feira'],
    hours: ['h'],
  },
];

/** A label that starts with some word: its further words, what it announces, and its language. */
export type Label = { words: string[]; kind: StampKind; language: string };

export const LABELS = new Map<string, Label[]>();
export const MONTHS = new Map<string, number>();
/** 0 is Sunday, as `Date` counts. */
export const WEEKDAYS = new Map<string, number>();
export const FILLERS = new Set<string>();
export const HOUR_WORDS = new Set<string>();

for (const pack of PACKS) {
  for (const kind of ['updated', 'published'] as const) {
    for (const phrase of pack[kind]) {
      const words = phrase.split(' ');
      const [first = ''] = words;
      LABELS.set(first, [...(LABELS.get(first) ?? []), { words, kind, language: pack.language }]);
    }
  }
  pack.months.forEach((variants, index) => {
    for (const word of variants.split('|')) MONTHS.set(word, index + 1);
  });
  pack.weekdays.forEach((variants, index) => {
    for (const word of variants.split('|')) WEEKDAYS.set(word, (index + 1) % 7);
  });
  for (const word of pack.fillers) FILLERS.add(word);
  for (const word of pack.hours ?? []) HOUR_WORDS.add(word);
}
// The longest label wins: "last updated" before "last".
for (const labels of LABELS.values()) labels.sort((a, b) => b.words.length - a.words.length);
