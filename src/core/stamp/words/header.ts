/**
 * Words beside a date in a page's header that say nothing about its time: counters and captions, in any
 * language.
 */
export const COUNTER_WORDS: readonly string[] = [
  'views?',
  'comments?',
  'reads?',
  'shares?',
  'read',
  'source',
  'date', // en
  'datum', // de, nl
  'fecha', // es
  'data', // it, pl, pt
  'дата',
  'просмотров',
  'просмотры', // ru
  '来源',
  '來源',
  '出处',
  '阅读',
  '点击', // zh
];

/** Labels that text without spaces may run into, also in capitals: "LYNCHUPDATED", "UPDATEDNOV". Folded. */
export const RUN_ON_LABELS: readonly string[] = [
  'updated',
  'modified',
  'published', // en
  'aktualisiert', // de
  'actualizado',
  'actualizada', // es
  'atualizado',
  'atualizada', // pt
  'aggiornato', // it
  'uppdaterad', // sv
  'oppdatert', // nb
  'opdateret', // da
  'bijgewerkt', // nl
  'paivitetty', // fi
  'guncelleme', // tr
  'aktualizacja', // pl
];
