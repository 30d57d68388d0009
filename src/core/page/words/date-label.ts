// Words around dates in a page's markup, as regular expressions.

/** Labels of an update, right before a date. */
export const UPDATED_LABELS: readonly string[] = [
  'updated?', 'modified', 'revised', 'edited', 'changed', 'aktualisiert', 'geändert', 'stand', 'mis à jour',
  'mise à jour', 'modifié', 'actualizado', 'actualización', 'aggiornato', 'aggiornamento', 'ultima modifica',
  'atualizado', 'bijgewerkt', 'gewijzigd', 'zaktualizowano', 'aktualizacja', 'uppdaterad', 'oppdatert',
  'opdateret', 'päivitetty', 'güncelleme', 'обновлено', 'изменено', '更新', 'अपडेट',
];

/** Prepositions between a label and its date. */
export const LABEL_PREPOSITIONS: readonly string[] = [
  'on', 'at', 'am', 'um', 'le', 'el', 'il', 'op', 'den', 'à', 'a las', 'alle',
];

/** Words beside dates of something other than the story: births, events, offers, pictures, rights. */
export const OTHER_DATE_WORDS: readonly string[] = [
  'born', 'geboren', 'née?', 'nacido', 'nato', 'when', 'where', 'starts?', 'ends?', 'until', 'till', 'deadline',
  'expires?', 'valid', 'effective', 'event', 'photo', 'foto', 'image', 'picture', 'bis', 'gültig', 'jusqu',
  'hasta', 'fino', 'no', 'nr', 'issue', 'vol', 'edition', 'ausgabe',
];
