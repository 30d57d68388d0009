import { re, type CorrectionWords } from './correction-words.js';
import { OF_OTHERS } from './romance.js';

export const PORTUGUESE: CorrectionWords = {
  labels: ['corre[cç][cç]?[aã]o', 'retifica[cç][aã]o', 'esclarecimento', 'erramos'],
  ofTheEditors: ['da redação'],
  phrases: [
    re`\b(?:uma|a|em uma|numa|na) (?:(?:primeira|anterior) versão|versão (?:anterior|prévia|inicial|original)` +
      ') d(?:este|esta|a nossa|o nosso) (?:artigo|texto|reportagem|notícia|matéria|conteúdo|nota)',
    re`\b(?:diferentemente|ao contrário) do que (?:foi |havia sido |havíamos |tinha ` +
      'sido )?(?:informado|publicado|informamos|informou|dizia|noticiado|afirmado|escrito|publicamos)',
    re`\best[ae] (?:artigo|texto|reportagem|notícia|matéria|nota) foi (?:\p{L}+ )?(?:corrigid|retificad)`,
    re`^[\s\p{P}]*corrige (?:o|a|os|as|nome|título|valor|data)\b`,
    re`(?<!\p{L})desculpas? (?:aos|a) (?:nossos )?leitores`,
    re`(?<!\p{L})(?:aos|a) (?:visados|leitores)[^.]{0,40} desculpas`,
  ],
  selfReferences: [
    '(?:est[ae]|ess[ae]|noss[oa]) (?:artigo|texto|reportagem|notícia|matéria|título|legenda|publicação|' +
      re`versão|coluna|gráfico|post)(?! (?:d[aeo] (?:lei|código|constituição)|\d))`,
    re`versão (?:anterior|inicial|original|prévia)${OF_OTHERS}`,
    re`(?:primeira|anterior) versão${OF_OTHERS}`,
    '(?:texto|título|reportagem|matéria) (?:original|inicial|anterior)(?! d[aeo]s? ' +
      '(?:lei|projeto|pec|decreto|contrato|medida))',
  ],
  errors: [
    'errou',
    'dizia',
    'informava',
    'afirmava',
    re`corrig\p{L}+`,
    re`correç\p{L}+`,
    re`retific\p{L}+`,
    re`incorret\p{L}+`,
    'errad[oa]s?',
    'erroneamente',
    'errônea?s?',
    'por (?:erro|engano|lapso)',
    re`equivoc\p{L}+`,
    re`um(?:a)? (?:\p{L}+ )?(?:erro|imprecisão|incorreção|gralha)`,
    re`inexat\p{L}+`,
    'trocad[oa]s?',
  ],
  admissions: [
    'por (?:erro|engano|lapso|equívoco|um erro|uma falha) .{0,120}?(?:escrevemos|publicámos|publicamos|' +
      'publicou|informamos|noticiámos|noticiamos|dissemos|dizia|constava)',
    '(?:diferentemente|ao contrário) do (?:que (?:foi )?)?(?:informado|publicado|noticiado|afirmado|' +
      'escrito|constava)',
  ],
  editorsNotes: ['atualização', 'nota d[ao] (?:redação|editor)'],
  versions: ['versão'],
  withdrawals: [
    re`\b(?:removemos|retiramos|despublicamos) est[ae] (?:notícia|artigo|reportagem|matéria|texto)`,
    re`\best[ae] (?:notícia|artigo|reportagem|matéria) foi (?:retirad|removid|cancelad)`,
  ],
};
