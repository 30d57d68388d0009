// Phrases by which a text says of itself that it is withdrawn.
import { LANGUAGES } from './languages.js';
import { noteHead, stemFilter } from './prefilter.js';
import { WITHDRAWAL_STEMS } from './stems.js';

const WITHDRAWALS = LANGUAGES.flatMap(({ withdrawals }) =>
  withdrawals === undefined ? [] : [new RegExp(withdrawals.join('|'), 'iu')],
);
const mayBeWithdrawal = stemFilter(WITHDRAWAL_STEMS);

/**
 * True where a sentence says that its own story is withdrawn, retracted or to be disregarded. Other stories
 * don't count.
 */
export function isWithdrawalNotice(sentence: string): boolean {
  const head = noteHead(sentence);
  return mayBeWithdrawal(head) && WITHDRAWALS.some((withdrawal) => withdrawal.test(head));
}
