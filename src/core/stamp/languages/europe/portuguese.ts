import type { LanguagePack } from '../../words/language-pack.js';

export const PORTUGUESE: LanguagePack = {
  language: 'pt',
  updated: [
    'atualizado', 'atualizada', 'atualizado pela última vez', 'última atualização', 'última actualização',
    'atualização', 'actualização', 'data de atualização', 'data da última atualização', 'modificado',
    'modificada', 'última modificação', 'data de modificação', 'editado', 'última edição', 'alterado',
    'última alteração', 'atualizou',
  ],
  published: [
    'publicado', 'publicada', 'postado', 'postada', 'criado', 'criada', 'publicação', 'data de publicação',
    'data da publicação', 'publicado originalmente', 'escrito', 'divulgado',
  ],
  commonWords: [
    'atualização', 'actualização', 'criado', 'criada', 'publicação', 'editado', 'alterado', 'escrito',
    'divulgado', 'atualizou',
  ],
  months: {
    jan: ['jan'], feb: ['fev'], mar: ['mar'], apr: ['abr'], may: ['mai'], jun: ['jun'], jul: ['jul'],
    aug: ['ago'], sep: ['set'], oct: ['out'], nov: ['nov'], dec: ['dez'],
  },
  weekdays: {
    mon: ['segunda', 'seg'], tue: ['terça', 'ter'], wed: ['quarta', 'qua'], thu: ['quinta', 'qui'],
    fri: ['sexta', 'sex'], sat: ['sáb'], sun: ['dom'],
  },
  fillers: [
    'em', 'às', 'as', 'de', 'da', 'do', 'dia', 'feira', 'aos', 'a', 'o', 'data', 'hora', 'e', 'desde',
  ],
  hourWords: ['h', 'horas', 'hs', 'hrs'],
  units: {
    minute: ['minuto', 'minutos', 'min'],
    hour: ['hora', 'horas', 'h'],
    day: ['dia', 'dias'],
    week: ['semana', 'semanas'],
  },
  beforeSpan: ['há', 'faz'],
  afterSpan: ['atrás'],
  today: ['hoje'],
  yesterday: ['ontem'],
  by: ['por'],
};
