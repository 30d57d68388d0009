import { re, type CorrectionWords } from './correction-words.js';
import { OF_OTHERS } from './romance.js';

export const SPANISH: CorrectionWords = {
  labels: [
    '(?:nota de )?correcci[oó]n(?:es)?',
    'nota de rectificaci[oó]n',
    'rectificaci[oó]n',
    'fe de (?:erratas?|errores)',
    'aclaraci[oó]n',
    'precisión',
  ],
  ofTheEditors: ['de la redacción'],
  phrases: [
    re`\b(?:una|la|nuestra|en una|en la) (?:(?:primera|previa|anterior) versión|versión ` +
      '(?:anterior|previa|inicial|original)) de (?:este|esta|nuestro|nuestra) ' +
      '(?:artículo|nota|noticia|texto|información|reportaje|crónica|historia|pieza)',
    re`\best[ae] (?:artículo|nota|noticia|texto|información|reportaje|crónica|pieza|titular) (?:ha sido|fue)` +
      re`(?: \p{L}+)? (?:corregid|rectificad|enmendad|modificad[oa] para corregir)`,
    re`^[\s\p{P}]*corrige (?:el|la|los|las|un|una|en|nombre|cifra|fecha|título)\b`,
    re`\bhemos corregido (?:el error|este|esta)`,
    re`(?<!\p{L})disculpas a (?:nuestros|los|sus) lectores`,
  ],
  selfReferences: [
    re`(?:artículo|texto|titular) original(?! d(?:el?|a|o)\b)`,
    '(?:est[ae]|nuestr[oa]) (?:artículo|nota|noticia|texto|reportaje|crónica|pieza|titular|publicación|' +
      'versión|columna|gráfico|mapa|pie de foto)(?! (?:del? (?:la |el )?(?:código|ley|constitución|estatuto)|' +
      re`\d))`,
    re`est[ae] información (?:ha sido|fue|se ha|se) (?:modific|actualiz|correg|edit|rectific)\p{L}+`,
    re`(?:primera|previa|anterior) versión${OF_OTHERS}`,
    re`versión (?:anterior|previa|inicial|original|precedente)${OF_OTHERS}`,
  ],
  errors: [
    re`correg\p{L}+`,
    re`corrig\p{L}+`,
    re`rectific\p{L}+`,
    re`enmend\p{L}+`,
    re`subsan\p{L}+`,
    re`erróne\p{L}+`,
    'por error',
    re`equivoc\p{L}+`,
    re`incorrect\p{L}+`,
    re`inexact\p{L}+`,
    re`un(?:a)? (?:\p{L}+ )?(?:error|errata|imprecisión|confusión)`,
    'errata',
    re`identific\p{L}+ mal`,
    re`mal (?:escrit|identific|atribu|traduc)\p{L}+`,
  ],
  admissions: [
    'se ha(?:n)? corregido (?:el|la|los|las) (?:nombre|apellido|cifra|dato|fecha|titular|edad|error de)s?',
    'por (?:un )?error .{0,120}?(?:publicamos|publicó|escribimos|informamos|dijimos|indicamos|señalamos|' +
      'atribuimos|atribuía|decía|aparecía)',
    'en la (?:noticia|información|nota|edición) (?:publicada|de) .{0,120}?(?:por error|se ' +
      re`decía|erróne\p{L}+|cuando (?:en realidad|son|es))`,
  ],
  editorsNotes: ['actualización', 'nota de (?:la )?redacción'],
  versions: ['versión'],
  withdrawals: [
    re`\besta? (?:noticia|artículo|nota) (?:ha sido|fue) (?:retirad|eliminad|anulad)`,
    re`\bhemos (?:retirado|eliminado) est[ae] (?:noticia|artículo|nota)`,
  ],
};
