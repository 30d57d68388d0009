import { re, type CorrectionWords } from './correction-words.js';

/** Swedish, Danish and Norwegian. */
export const SCANDINAVIAN: CorrectionWords = {
  labels: [
    'rättelser?',
    'rättat',
    'förtydligande',
    'korrigering',
    'rettelser?',
    'rettet',
    'retting',
    'berigtigelse',
    'beriktigelse',
    'præcisering',
    'presisering',
    'korreksjon',
  ],
  ofTheEditors: ['redaktionen', 'redaksjonen'],
  phrases: [
    re`\ben (?:tidigare|tidligere) (?:version|versjon|utgave|udgave) (?:av|af) ` +
      '(?:den här |denna |denne |dette )?(?:artikeln?|texten?|artiklen|teksten|saken|artikkelen|historien|' +
      'nyheten|nyheden)',
    re`\ben (?:tidigare|tidligere) (?:version|versjon|utgave) (?:stod|sto|skrev|angavs|uppgavs|fremgik|var ` +
      re`det|ble det)(?!\p{L})`,
    re`(?<!\p{L})(?:artikeln|texten|artiklen|teksten|saken|artikkelen|denne artikel|denne saken|nyheten) ` +
      '(?:har|er|ble|blev) (?:blitt |blevet |senere |(?:oppdatert|opdateret|uppdaterats) ' +
      '(?:og|och) )?(?:rättats|korrigerats|rettet|korrigert|korrigeret|berigtiget|oppdatert med ' +
      '(?:riktig|korrekt)|opdateret med (?:korrekt|rigtig))',
    re`(?<!\p{L})beklager feilen\.?$`,
    re`(?<!\p{L})beklager fejlen\.?$`,
    re`(?<!\p{L})(?:vi|redaktionen) (?:beklagar|ber om ursäkt för) felet`,
  ],
  selfReferences: [
    '(?:den här|denna|denne|dette|vår) (?:artikeln?|artikel|texten?|nyheten|rubriken?|bildtexten?|' +
      'artikkelen|artikkel|saken|sak|teksten?|tittelen|historie|krönikan?|kommentaren?|grafiken?|kronikken?|' +
      'nyhed|nyheden)',
    re`(?:^[\p{P}\s]*(?:i )?|\b(?:i|at) )(?:artikeln|texten|rubriken|bildtexten|grafiken|artiklen|artikkelen|` +
      'overskriften|billedteksten|bildeteksten|grafikken)',
    '(?:opprinnelige?|oprindelige|ursprungliga|första|første|tidligere|tidigare) ' +
      '(?:version(?:en)?|versjon(?:en)?|udgaven?|utgaven?|utgåvan?)(?! (?:av|af) ' +
      '(?!artikeln|texten|artiklen|artikkelen|teksten|saken|nyheten|den(?:na|ne)|dette|den här))',
    '(?:artikeln|texten|rubriken) (?:uppdaterades|ändrades|justerades)',
    '(?:saken|artikkelen|artiklen|artikeln|texten|teksten|tittelen|overskriften|rubriken) ' +
      '(?:ble|blev|er|har|är) (?:blitt |blevet |blivit |også |senere )?(?:endret|ændret|ändra[td]s?|' +
      'oppdatert|opdateret|uppdatera[dt]s?|redigert|redigeret|justert|justeret|justera[td]s?)',
  ],
  errors: [
    'korrigera[dt]s?',
    'korrigeret',
    'korrigert',
    'rättats?',
    'rättad',
    re`felaktig\p{L}*`,
    re`med (?:korrekt|rätt|riktig|rigtig)\p{L}*`,
    '(?:stod|uppgavs|stått|skrev vi|stod det|på grund av ett) fel',
    'fel(?:et)? (?:belopp|namn|datum|siffra|uppgift|år|person|ort|titel|bild)',
    'uppgavs tidigare',
    'av misstag',
    'rettet',
    'berigtiget',
    re`forkert\p{L}*`,
    'ikke (?:er |var )?(?:korrekt|riktig|rigtigt?)',
    'ukorrekt',
    'ved en (?:fejl|feil|misforståelse)',
    'fejlagtigt?',
    re`uriktig\p{L}*`,
    re`feilaktig\p{L}*`,
    'feilstavet',
    'stavefeil',
    'stavfel',
    'skrivfel',
    'trykkfeil',
    '(?:var|er|sto|oppga|oppgitt|skrev vi)(?: det)? (?:feil|fejl)',
    re`(?:en|et|ett|to|två) (?:\p{L}+ )?(?:feil|fejl|fel)`,
    'fejl i',
    'feil i',
    'det rigtige er',
    'det riktige er',
    'det rätta är',
  ],
  admissions: [
    'vi (?:skrev|oppga|oppgav|uppgav|angav) (?:tidligere |tidigare |først |först )?(?:feil|fel|forkert|' +
      'felaktigt|feilaktig|ved en fe[ji]l|av misstag)',
    'tidligere i (?:denne )?(?:saken|artikkelen|artiklen) (?:sto|stod)',
  ],
  editorsNotes: [
    'oppdatering',
    'opdatering',
    'uppdatering',
    'redaktionens (?:anmärkning|kommentar|note)',
    re`red\.? anm`,
  ],
  versions: ['version(?:en)?', 'versjon(?:en)?'],
  withdrawals: [
    re`(?<!\p{L})(?:den här artikeln|artikeln) har (?:avpublicerats|dragits tillbaka av redaktionen)`,
    re`(?<!\p{L})(?:denne artikel|artiklen) er (?:trukket tilbage|afpubliceret|fjernet)`,
    re`(?<!\p{L})denne (?:artikkelen|saken) er (?:trukket|avpublisert|fjernet)`,
  ],
};
