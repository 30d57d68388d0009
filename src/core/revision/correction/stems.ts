// Stems of the other lists' words in Latin script. A sentence without any of them is skipped, as most are.
import { re } from './words/correction-words.js';

/** In every note of a correction. */
export const CORRECTION_STEMS = [
  'versio', 'versie', 'versiy', 'versi (?:seb|awal|terd)', 'versión', 'versão', 'versj', 'wersj', 'fassung',
  'variante', 'utgave', 'udgave', 'edition', 'phiên', 'önceki', 'ilk hal', 'eski', 'corre[cçgtz]', 'corrig',
  'korrig', 'korre[kl]', 'korekt', 'koreks', 'korja', 'korje', 'corig', 'erra[tm]', 'erro[rn]', 'err[ao]m',
  'mistake', 'fehler', 'wrong', 'incorr', 'inaccur', 'omitted', 'misst', 'missp', 'misid', 'misq', 'misna',
  'mis-', 'richtig', 'bericht', 'rectif', 'rektif', 'retific', 'rettel', 'rettif', 'rettet', 'retting', 'rättel',
  'rättat', 'oikai', 'beri[gk]t', 'verbeter', 'sprost', 'popraw', 'düzelt', 'tekzip', 'ralat', 'perbaik', 'chính',
  'sửa', 'clarif', 'klarif', 'klarst', 'aclar', 'escl', 'précis', 'precisaz', 'precisi', 'præcis', 'presis',
  'täsm', 'verduid', 'wyja', 'förtyd', 'amend', 'for the record', 'mise au point', 'refil', 'resend', 're-sends',
  'repeats to', 'contrairement', 'ao contr', 'diferente', 'originally', 'previously', 'initially',
  re`(?:^|\W)edited`, re`(?:^|\W)eds?:`, 'regret', 'apolog', 'entschuld', 'geändert', 'fixed to', 'changed to',
  'oppdatert med', 'opdateret med', 'falsch', 'fälsch', 'irrtüm', 'inexact', 'inexat', 'erróne', 'enmend',
  'equivoc', 'errou', 'errad', 'dizia', 'informava', 'afirmava', 'sbagli', 'verkeerd', 'foutie', 'onjuist',
  'onrechte', 'abusi', 'per abuis', 'een fout', 'hersteld', 'błęd', 'błąd', 'myłk', 'mylnie', 'felakt',
  re`\bfel `, 'misstag', 'fejl', 'forkert', 'urikti', 'feil', 'virheel', 'erheel', 'väär', 'aiemmin', 'oikea',
  'yanlış', 'hatalı', 'sehven', 'chybn', 'nespráv', 'omyl', 'greșit', 'eron', 'corect', 'eroare', 'téves',
  'helytelen', 'hibás', 'javít', 'pogreš', 'grešk', 'neto[čc]n', 'neta[čc]n', 'kesalahan', 'keliru', 'salah ',
  'nhầm', 'lỗi', 'sai sót', 'erstated', 'correct', 'erreur', 'stesura', 'pojawił', 'wkradł', 'uppdaterades',
  'justera', 'modifié', 'publication', re`male\b`, 'subsan', 'errata', 'imprecis', 'precisão', 'gralha',
  'mauvais', 'mal ortho', 'confond', 'coquille', 'refuso', 'svista', 'inesatt', 'scorrett', 'vergissing',
  'rechtgezet', 'klopte', 'omyłk', 'nieprawd', 'nieścis', 'literów', 'versehentlich', 'vertausch', 'verwechs',
  'geirrt', 'unkorrekt', 'endret', 'ændret', 'ändra', 'skrev ', 'stavef', 'skrivf', 'kirjoitusv', 'hata',
  'ghi sai', 'viết sai', 'sơ suất', 'xin lỗi', 'cáo lỗi', 'mohon maaf', 'tidak tepat', 'by mistake', 'to fix',
  'fixes', 'we got', 'should (?:have|read)', 'transposed', 'accompan', 'identificó mal', 'first published',
  'oprav', 'upřes', 'spres', 'erată', 'precizar', 'helyre', 'helyes', 'isprav', 'poprav', 'parandus', 'õiend',
  'laboj', 'preciz', 'patiksl', 'klaidos', 'pembet', 'correcci', 'to reflect', 'note has been', 'record straight',
  'as we (?:had|orig|prev|first|init|earl|rep|stat|wrote|said)', 'excus', 'scusi', 'desculp', 'disculp',
  'przeprasz', 'beklag', 'ursäkt', 'pahoitt', 'lapso', 'zunächst', 'anfangs', 'zuerst', 'ursprüng', 'anders',
  'toisin',
];

/** In every notice of a withdrawal. */
export const WITHDRAWAL_STEMS = [
  'withdr', 'retract', 'remov', 'kill', 'delet', 'taken down', 'unpubl', 'disregard', 'must not be used',
  'zurückgez', 'entfernt', 'gelöscht', 'nicht verwenden', 'retir', 'supprim', 'annul', 'elimin', 'anulad',
  'cancelad', 'ritirat', 'rimoss', 'ingetrok', 'verwijderd', 'do not', re`don['’]t`, 'depubli', 'offline',
  'despubli', 'dépubli', 'cancellat', 'wycofa', 'usunię', 'avpubli', 'afpubli', 'trukket', 'fjernet', 'dragits',
  'poistettu', 'vedetty', 'kaldırıl', 'çekil', 'silin', 'ditarik', 'dihapus', 'dicabut', 'gỡ', 'rút',
];
