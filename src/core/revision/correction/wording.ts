// The wordings by which a text says of itself that it was corrected: a label, a phrase of the field, or the grammar of both.
// Only text that is new counts.
import { isLabelledCorrection } from './label.js';
import { hasCorrectionPhrase } from './phrase.js';
import { isSelfCorrection } from './self-correction.js';

/** In Latin script most sentences hold none of these stems, and need no closer look. */
const STEMS = new RegExp(
  [
    'versio|versie|versiy|versi (?:seb|awal|terd)|versión|versão|versj|wersj|fassung|variante|utgave|udgave|edition|phiên|önceki|ilk hal|eski',
    'corre[cçgtz]|corrig|korrig|korre[kl]|korekt|koreks|korja|korje|corig|erra[tm]|erro[rn]|err[ao]m|mistake|fehler|wrong|incorr|inaccur|omitted|misst|missp|misid|misq|misna|mis-',
    'richtig|bericht|rectif|rektif|retific|rettel|rettif|rettet|retting|rättel|rättat|oikai|beri[gk]t|verbeter|sprost|popraw|düzelt|tekzip|ralat|perbaik|chính|sửa',
    'clarif|klarif|klarst|aclar|escl|précis|precisaz|precisi|præcis|presis|täsm|verduid|wyja|förtyd|amend|for the record|mise au point',
    'refil|resend|re-sends|repeats to|contrairement|ao contr|diferente|originally|previously|initially|(?:^|\\W)edited|(?:^|\\W)eds?:|regret|apolog|entschuld|geändert|fixed to|changed to|oppdatert med|opdateret med',
    'falsch|fälsch|irrtüm|inexact|inexat|erróne|enmend|equivoc|errou|errad|dizia|informava|afirmava|sbagli|verkeerd|foutie|onjuist|onrechte|abusi|per abuis|een fout|hersteld|błęd|błąd|myłk|mylnie|felakt|\\bfel |misstag|fejl|forkert|urikti|feil|virheel|erheel|väär|aiemmin|oikea|yanlış|hatalı|sehven',
    'chybn|nespráv|omyl|greșit|eron|corect|eroare|téves|helytelen|hibás|javít|pogreš|grešk|neto[čc]n|neta[čc]n|kesalahan|keliru|salah |nhầm|lỗi|sai sót|erstated',
    'correct|erreur|stesura|pojawił|wkradł|uppdaterades|justera|modifié|publication|male\\b|subsan|errata|imprecis|precisão|gralha|mauvais|mal ortho|confond|coquille|refuso|svista|inesatt|scorrett|vergissing|rechtgezet|klopte|błęd|omyłk|nieprawd|nieścis|literów|versehentlich|vertausch|verwechs|geirrt|unkorrekt|endret|ændret|ändra|skrev |stavef|skrivf|kirjoitusv|hata|ghi sai|viết sai|sơ suất|xin lỗi|cáo lỗi|mohon maaf|tidak tepat|by mistake|to fix|fixes|we got|should (?:have|read)|transposed|accompan|identificó mal',
    'first published|oprav|upřes|spres|erată|precizar|helyre|helyes|isprav|poprav|parandus|õiend|laboj|preciz|patiksl|klaidos|pembet|errad|correcci|to reflect|note has been|record straight|as we (?:had|orig|prev|first|init|earl|rep|stat|wrote|said)|excus|scusi|desculp|disculp|przeprasz|beklag|ursäkt|pahoitt|lapso|zunächst|anfangs|zuerst|ursprüng|anders|toisin',
  ].join('|'),
  'i',
);
const BEYOND_LATIN = /[\u0370-\u1DFF\u2E80-\uFFFF]/;

/** Notes are short; of an endless text only the head is looked at. */
const MAX_NOTE = 2000;

/** True where a sentence says that this text corrects an error, in the wordings of some twenty languages. */
export function isCorrectionNote(sentence: string): boolean {
  const head = sentence.length > MAX_NOTE ? sentence.slice(0, MAX_NOTE) : sentence;
  return (STEMS.test(head) || BEYOND_LATIN.test(head)) && (isLabelledCorrection(head) || hasCorrectionPhrase(head) || isSelfCorrection(head));
}
