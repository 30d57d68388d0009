import { re, type CorrectionWords } from './correction-words.js';

export const POLISH: CorrectionWords = {
  labels: ['sprostowanie', 'korekta', 'wyjaśnienie', 'poprawka'],
  ofTheEditors: ['redakcji'],
  phrases: [
    re`(?<!\p{L})(?:poprzedniej|wcześniejszej|pierwotnej|pierwszej) wersji ` +
      '(?:tego |naszego |powyższego )?(?:artykułu|tekstu|materiału|depeszy|informacji|wpisu)',
    re`(?<!\p{L})(?:artykuł|tekst|materiał) (?:ten )?został (?:poprawiony|skorygowany|sprostowany)`,
    re`(?<!\p{L})(?:błąd został poprawiony|poprawiliśmy (?:błąd|tekst|artykuł))`,
    re`(?<!\p{L})przepraszamy czytelników`,
  ],
  selfReferences: [
    re`(?:ten|tego|tym|ta|tej|naszym?|naszego|naszej|powyższ\p{L}+) (?:artykule?|artykułu?|tekście|tekstu?|` +
      re`materiale?|wpisu?|depesz\p{L}|tytule?|nagłówku?|publikacj\p{L}|wersj\p{L}|informacj\p{L}|notatc\p{L})` +
      re`\p{L}*`,
    re`^[\p{P}\s]*(?:artykuł|tekst|materiał) (?:został )?zaktualizowan\p{L}+`,
    re`(?:poprzedniej|wcześniejszej|pierwotnej|pierwszej|poprzednia|wcześniejsza|pierwotna) wersj\p{L}+(?! ` +
      '(?:ustaw|projekt|umow|aplikacj|przepis|program|regulamin|rozporządz|statut|budżet))',
    re`w (?:artykule|tekście|tytule|nagłówku) (?:„|pt\.|z dnia|opublikowan\p{L}+|zatytułowan\p{L}+)`,
  ],
  errors: [
    re`popraw\p{L}+`,
    re`sprostow\p{L}+`,
    re`skorygow\p{L}+`,
    re`błędn\p{L}+`,
    'błąd',
    re`błęd\p{L}+`,
    re`omyłk\p{L}+`,
    re`pomyłk\p{L}+`,
    'mylnie',
    re`nieprawdziw\p{L}+`,
    re`nieprawidłow\p{L}+`,
    re`nieścisł\p{L}+`,
    re`niewłaściw\p{L}+`,
    'w rzeczywistości',
    re`przejęzycz\p{L}+`,
    re`literówk\p{L}+`,
  ],
  admissions: [
    re`(?:w|do) (?:artykule|tekście|artykułu|tekstu|tytule) (?:pojawił|wkradł|znalazł)\p{L}* się ` +
      re`(?:\p{L}+ )?(?:błąd|nieścisłość|pomyłka|literówka)`,
    '(?:błędnie|omyłkowo|mylnie|przez pomyłkę) (?:podaliśmy|napisaliśmy|poinformowaliśmy|nazwaliśmy|przypisaliśmy)',
    '(?:napisaliśmy|podaliśmy|poinformowaliśmy) (?:błędnie|omyłkowo|mylnie|nieprawdziwie)',
  ],
  editorsNotes: ['od redakcji'],
  versions: ['wersj[ai]'],
  withdrawals: [
    re`(?<!\p{L})ten (?:artykuł|tekst|materiał) został (?:wycofany|usunięty)`,
    re`(?<!\p{L})wycofaliśmy ten (?:artykuł|tekst)`,
  ],
};
