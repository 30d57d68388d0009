import type { LanguagePack } from '../../words/language-pack.js';

export const SPANISH: LanguagePack = {
  language: 'es',
  updated: [
    'actualizado', 'actualizada', 'actualizado por última vez', 'última actualización', 'actualización',
    'fecha de actualización', 'última modificación', 'modificado', 'modificada', 'fecha de modificación',
    'última edición', 'editado', 'editada', 'act', 'actualizó', 'se actualizó', 'revisado',
    'última revisión', 'últ act', 'últ actualización',
  ],
  published: [
    'publicado', 'publicada', 'creado', 'creada', 'fecha de publicación', 'publicación',
    'primera publicación', 'publicado originalmente', 'fecha publicación', 'escrito', 'emitido', 'subido',
  ],
  commonWords: [
    'act', 'actualización', 'actualizó', 'creado', 'creada', 'publicación', 'editado', 'editada', 'escrito',
    'emitido', 'subido', 'revisado', 'modificado', 'modificada',
  ],
  months: {
    jan: ['ene'], feb: ['feb'], mar: ['mar'], apr: ['abr'], may: ['may'], jun: ['jun'], jul: ['jul'],
    aug: ['ago'], sep: ['sept', 'sep', 'set', 'setiembre'], oct: ['oct'], nov: ['nov'], dec: ['dic'],
  },
  weekdays: {
    mon: ['lun'], tue: ['mar'], wed: ['mié'], thu: ['jue'], fri: ['vie'], sat: ['sáb'], sun: ['dom'],
  },
  fillers: [
    'el', 'al', 'de', 'del', 'a', 'las', 'los', 'la', 'día', 'fecha', 'hora', 'en', 'desde', 'y', 'ayer',
  ],
  hourWords: ['h', 'hs', 'horas', 'hrs', 'hora'],
  units: {
    minute: ['minuto', 'minutos', 'min'],
    hour: ['hora', 'horas', 'h'],
    day: ['día', 'días'],
    week: ['semana', 'semanas'],
  },
  beforeSpan: ['hace'],
  today: ['hoy'],
  yesterday: ['ayer'],
  by: ['por'],
};
