// Places as datelines name them. Only a form that nothing else has, or a known name, makes a place: none is better than an invented one.

/** Cities that datelines name bare and that give no time zone their name. */
const CITIES = [
  'New Delhi', 'Delhi', 'Mumbai', 'Chennai', 'Bengaluru', 'Bangalore', 'Hyderabad', 'Pune', 'Ahmedabad', 'Lucknow', 'Patna', 'Jaipur', 'Bhopal', 'Srinagar', 'Guwahati', 'Kochi', 'Thiruvananthapuram', 'Chandigarh', 'Bhubaneswar',
  'Islamabad', 'Lahore', 'Beijing', 'Washington', 'Washington DC', 'Washington D.C.', 'San Francisco', 'Boston', 'Atlanta', 'Houston', 'Dallas', 'Miami', 'Philadelphia', 'Seattle', 'Las Vegas', 'Milwaukee', 'Minneapolis', 'Pittsburgh', 'Baltimore',
  'Geneva', 'Munich', 'Hamburg', 'Frankfurt', 'Cologne', 'Milan', 'Barcelona', 'Manchester', 'Edinburgh', 'Glasgow', 'Cardiff', 'Belfast', 'Kyiv', 'Strasbourg', 'The Hague', 'Rio de Janeiro', 'Brasilia', 'Ottawa', 'Montreal', 'Canberra', 'Wellington',
  'München', 'Wien', 'Köln', 'Nürnberg', 'Zürich', 'Genf', 'Bern', 'Brüssel', 'Rom', 'Mailand', 'Moskau', 'Kiew', 'Warschau', 'Prag', 'Peking', 'Athen', 'Lissabon', 'Hannover', 'Stuttgart', 'Düsseldorf', 'Dortmund', 'Leipzig', 'Dresden', 'Bremen', 'Mainz', 'Kiel', 'Karlsruhe', 'Wiesbaden', 'Magdeburg', 'Erfurt', 'Potsdam', 'Freiburg', 'Augsburg', 'Bonn', 'Bochum', 'Wuppertal', 'Bielefeld', 'Münster', 'Mannheim', 'Aachen', 'Braunschweig', 'Chemnitz', 'Kassel', 'Rostock', 'Saarbrücken', 'Ulm', 'Regensburg', 'Würzburg', 'Heidelberg', 'Duisburg', 'Lübeck', 'Osnabrück', 'Frankfurt am Main', 'Frankfurt/Main',
  'Londres', 'Bruxelles', 'Genève', 'Lyon', 'Marseille', 'Toulouse', 'Moscou', 'Pékin', 'Milano', 'Roma', 'Torino', 'Napoli', 'Firenze', 'Venezia', 'Bologna', 'Palermo', 'Sevilla', 'Valencia', 'Bilbao', 'Ciudad de México', 'Bogotá', 'La Habana', 'Lisboa', 'Porto', 'São Paulo', 'Brasília', 'Göteborg', 'Malmö', 'København', 'Kraków', 'Warszawa', 'Praha', 'İstanbul',
  'Rawalpindi', 'Peshawar', 'Quetta', 'Multan', 'Faisalabad', 'Muzaffarabad', 'Thane', 'Noida', 'Gurugram', 'Gurgaon', 'Nagpur', 'Nashik', 'Indore', 'Kanpur', 'Varanasi', 'Agra', 'Surat', 'Vadodara', 'Visakhapatnam', 'Vijayawada', 'Coimbatore', 'Madurai', 'Mangaluru', 'Mysuru', 'Ranchi', 'Raipur', 'Dehradun', 'Shimla', 'Jammu', 'Amritsar', 'Ludhiana', 'Ghaziabad', 'Prayagraj', 'Panaji', 'Imphal', 'Shillong', 'Kozhikode', 'Thrissur',
  'Cleveland', 'Denver', 'Charlotte', 'Nashville', 'Sacramento', 'San Diego', 'San Jose', 'Austin', 'San Antonio', 'Portland', 'Salt Lake City', 'Cincinnati', 'Indianapolis', 'New Orleans', 'Orlando', 'Tampa', 'Leeds', 'Liverpool', 'Sheffield', 'Bristol', 'Newcastle', 'Tel Aviv', 'Abu Dhabi', 'Ankara', 'Rangoon', 'Hanoi', 'Osaka', 'Cape Town', 'Pretoria', 'Abuja', 'United Nations', 'Vatican City', 'Gaza City', 'Ramallah', 'Aleppo', 'Odesa', 'Kharkiv', 'Lviv',
];
// Scripts without capitals, in which only a known name can tell a place.
const CASELESS = ['नई दिल्ली', 'दिल्ली', 'मुंबई', 'कोलकाता', 'चेन्नई', 'बेंगलुरु', 'हैदराबाद', 'लखनऊ', 'पटना', 'भोपाल', 'जयपुर', 'रांची', 'देहरादून', 'चंडीगढ़', 'इस्लामाबाद', 'वाशिंगटन', 'वॉशिंगटन', 'लंदन', 'ঢাকা', 'কলকাতা', 'القاهرة', 'بيروت', 'بغداد', 'دمشق', 'الرياض', 'دبي', 'أبوظبي', 'عمان', 'القدس', 'غزة', 'رام الله', 'الدوحة', 'تونس', 'الجزائر', 'الرباط', 'الخرطوم', 'صنعاء', 'لندن', 'باريس', 'واشنطن', 'موسكو', 'طهران', 'أنقرة', 'نيويورك', 'جنيف', 'تهران'];
const REGIONS = ['UK', 'U.K.', 'US', 'U.S.', 'USA', 'UAE', 'England', 'Scotland', 'Wales', 'Northern Ireland', 'Czech Republic', 'Turkey', 'Myanmar', 'Palestine', 'Ivory Coast', 'Bosnia', 'Congo', 'Ontario', 'Quebec', 'Alberta', 'British Columbia', 'New South Wales', 'Victoria', 'Queensland',
  'Uttar Pradesh', 'Madhya Pradesh', 'Maharashtra', 'Karnataka', 'Tamil Nadu', 'Kerala', 'Gujarat', 'Rajasthan', 'Punjab', 'Haryana', 'Bihar', 'Odisha', 'Assam', 'West Bengal', 'Telangana', 'Andhra Pradesh', 'Goa', 'Himachal Pradesh', 'Uttarakhand', 'Jharkhand', 'Chhattisgarh', 'Jammu and Kashmir',
  ...'Ala. Alaska Ariz. Ark. Calif. Colo. Conn. Del. D.C. Fla. Ga. Hawaii Idaho Ill. Ind. Iowa Kan. Ky. La. Maine Md. Mass. Mich. Minn. Miss. Mo. Mont. Neb. Nev. Ohio Okla. Ore. Pa. Tenn. Texas Utah Vt. Va. Wash. Wis. Wyo.'.split(' '),
  'N.C.', 'N.D.', 'N.H.', 'N.J.', 'N.M.', 'N.Y.', 'R.I.', 'S.C.', 'S.D.', 'W.Va.', 'New York', 'California', 'Florida', 'Illinois', 'Pennsylvania', 'Georgia', 'Michigan', 'Virginia', 'Washington', 'Arizona', 'Massachusetts', 'Wisconsin', 'Colorado', 'Minnesota', 'Louisiana', 'Kentucky', 'Oregon', 'Oklahoma', 'Nevada', 'New Jersey', 'New Mexico'];

const key = (name: string): string => name.toLowerCase().replace(/\s+/g, ' ').trim();

const letters = 'A B C D E F G H I J K L M N O P Q R S T U V W X Y Z'.split(' ');
const named = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
const countries = letters.flatMap((first) => letters.map((second) => named.of(first + second))).filter((name) => name !== undefined);
const zoneCities = Intl.supportedValuesOf('timeZone').filter((zone) => /^(?:Africa|America|Asia|Australia|Europe)\//.test(zone)).map((zone) => (zone.split('/').at(-1) ?? '').replaceAll('_', ' '));
const regions = new Set([...REGIONS, ...countries].map(key));
const cities = new Set([...CITIES, ...CASELESS, ...zoneCities].map(key));

/** Words of papers and desks, which stand before a place in a header. */
const NO_PLACE = /\b(?:team|desk|staff|bureau|news|web|agency|times|post|correspondent|reporter|editor|by|updated|published)\b/i;
const CAPITALISED = /^(?:\p{Lu}[\p{L}.'’-]*|de|del|do|da|la|le|el|al|of|and|the|upon|sur|am|an|der|di)$/u;

/** True for a known city, or `City, Region` whose region is known, in any case. At most 60 characters. */
export function isKnownPlace(text: string): boolean {
  const name = text.replace(/\s+/g, ' ').trim();
  if (name === '' || name.length > 60) return false;
  if (!/[\p{Lu}\p{Ll}]/u.test(name)) return cities.has(name);
  if (!name.split(/[\s,/]+/).every((word) => CAPITALISED.test(word))) return false;
  if (cities.has(key(name)) || name.split('/').every((part) => cities.has(key(part)))) return true;
  if (NO_PLACE.test(name)) return false;
  const comma = name.lastIndexOf(',');
  return comma > 1 && regions.has(key(name.slice(comma + 1)));
}

// "LONDON, Nov 3 (Reuters) - ", "HAYWARD, Calif. (AP) — ", "CHICAGO (NewsNation Now) — ": a source in brackets and a dash. The dash may lack.
const WITH_SOURCE = /^(\p{Lu}[^()\n]{1,80}?)(?:,?\s*([\p{L}]{3,9}\.?\s+\d{1,2}|\d{1,2}\.?\s+\p{L}{3,9}\.?)(?:,?\s\d{4})?)?\s*\(([^()\n]{2,40})\)\.?\s*(?:([-–—_]{1,2}|:|\|)\s*|\s)/u;
const KNOWN_AGENCY = /^(?:Reuters|Thomson Reuters Foundation|AP|Associated Press|AFP|CNN|PTI|ANI|IANS|UPI|UNI|Bloomberg|dpa|EFE|Xinhua|TASS|Kyodo|Yonhap|ANSA|APA|TT|NTB|Lusa|ATS|SDA|epd|KNA|SID|AAP|PA|BTA|MTI|PAP|ČTK|Anadolu|Belga|ANP|AA|İHA|DHA|EUROPA PRESS|Europa Press|EP|ANTARA|Antara|Bernama|Agência Brasil|Ritzau|STT|SITA|TASR|Agerpres|Interfax|CNA|VNA|KUNA|WAM|SPA|MAP|APS|HINA|Hina|Tanjug|Beta|Ukrinform|LUSA|JIJI|Notimex|Télam)(?:[ /][\p{L}/]{2,10})?$/u;
const SOURCE_ONLY = /^\((?:Reuters|AP|AFP|CNN|PTI|ANI|IANS|UPI|Bloomberg|dpa|EFE|Xinhua|TASS|ANSA|PAP|Europa Press|Agencias?|Belga|ots|dpa\/\w{2,4})\)\.?\s*(?:[-–—]{1,2})\s+/;
const WITH_DASH = /^(\p{Lu}[^()\n:;–—]{1,60}?)(?:,\s*(\p{L}{3,9}\.?\s+\d{1,2}|\d{1,2}\s+\p{L}{3,9}))?\s*(?:—|–|--| - )\s*/u;
const WITH_COLON = /^([\p{Lu}\p{Lo}][\p{L}\p{M}.,' ]{1,50}?)(?:,\s*(\p{L}{3,9}\.?\s+\d{1,2}|\d{1,2}\s+\p{L}{3,9}))?\s*:\s+/u;
const AGENCY = /^(?:[\p{L} ]*(?:News|Business|Now|Press|Agency|Wire|Times|Post|Network|Morning|Today|Media|Daily|Herald|Tribune|Radio|TV)[\p{L} ]*|\p{Lu}{2,6})$/u;
const ALL_CAPITALS = /^[\p{Lu}][\p{Lu} .,'’/-]{2,60}$/u;
const NOT_PLACES = /^(?:WATCH|LIVE|UPDATE|BREAKING|NEW$|EXCLUSIVE|ANALYSIS|OPINION|VIDEO|PHOTOS?|FILE PHOTO|EXPLAINER|FACTBOX|CORRECTION|CORRECTED|NOTE|EDITOR'S NOTE|HIGHLIGHTS|KEY POINTS|SUMMARY|READ MORE|ALSO READ|FACT CHECK|WHAT|WHY|HOW|WHO)\b/i;

const capitalsOf = (text: string): string => text.replace(/,\s*[\p{L}.]+\.?$/u, '');

// "Hong Kong CNN — ", "BENGALURU | ": forms in which only a known place is one.
const WITH_BARE_SOURCE = /^(\p{Lu}[^()\n:;–—|]{1,60}?)\s*(?:(?:CNN(?: Business)?|AP|AFP|BBC)\s*[—–-]|(?:taz|dpa|epd|afp)?\s*\|)\s+/u;
// "Kochi (Kerala) [India], July 22 (ANI): ": the country in brackets of its own.
const WITH_COUNTRY = /^(\p{Lu}[\p{L} .'’-]{1,40}?)\s*(?:\(([\p{L} ]{2,40})\)\s*)?\[([\p{L} ]{2,40})\](?:,\s*\p{L}{3,9}\.?\s+\d{1,2})?\s*\([\p{L}/ ]{2,40}\)\s*[:—–-]\s+/u;
// Forms that nothing but a dateline has: by agency, date or address of a site, each language's own. The place is in the first group.
const OWN_FORMS = [
  // "МОСКВА, 3 мар — РИА Новости. ", "МОСКВА, 3 марта. /ТАСС/. "
  /^(\p{Lu}[\p{Lu}\p{Ll} -]{1,30}),\s\d{1,2}\s\p{L}{3,9}\.?\s*(?:[—–-]\s*\p{Lu}[\p{L} -]{1,30}|\/[\p{Lu}-]{3,20}\/|\p{Lu}{4,20})\.\s*(?:[—–-]\s+)?(?=[\p{Lu}«"“„])/u,
  // "(ANSA) - ROMA, 03 MAR - "
  /^\((?:ANSA|AGI|Adnkronos|LaPresse)\)\s*[-–]\s*(\p{Lu}[\p{Lu} '’/]{1,30}),\s*\d{1,2}\s\p{Lu}{3}\s*[-–]\s*/u,
  // "JAKARTA, KOMPAS.com - ", "TEMPO.CO, Jakarta - "
  /^(\p{Lu}[\p{L} ]{2,25}?),\s*(?:\w{3,20}\.(?:com|id|co|net|TV)|CNN Indonesia)\s*[-–—]+\s*/iu,
  /^\w{3,20}\.(?:com|id|co|net),?\s(\p{Lu}[\p{L} ]{2,25}?)\s*[-–—]+\s*/iu,
  // "新华社北京3月3日电（记者王明）"
  /^(?:新华社|新華社|中新社|中新网|新华网|人民网)(\p{Script=Han}{2,8}?)\d{1,2}月\d{1,2}日(?:电|電|讯|訊)\s*(?:[（(][^（）()]{1,40}[）)])?\s*[:：]?\s*/u,
  // "(서울=연합뉴스) 김민수 기자 = "
  /^[[(（【](\p{Script=Hangul}{2,8})=[^\])）】]{2,20}[\])）】]\s*(?:\p{Script=Hangul}{2,4}(?:[·ㆍ]\p{Script=Hangul}{2,4})*\s*(?:특파원|기자)\s*=\s*)?/u,
  // "【ワシントン＝山田太郎】", "【北京共同】", "［ロンドン 3日 ロイター］ - "
  /^【(\p{L}{2,14}?)(?:[＝=・]|共同|時事|AFP)[^】]{0,12}】\s*/u,
  /^[［[](\p{L}{2,14})[\s　]\d{1,2}日[\s　]?\p{L}{2,8}[］\]]\s*[-－―]?\s*/u,
  // "القاهرة (رويترز) - "
  /^(\p{Script=Arabic}[\p{Script=Arabic} ]{2,25}?)\s*[(/]\s?(?:رويترز|وكالات|أ ?ف ?ب|د ?ب ?أ|وام|واس|كونا|قنا)\s?[)/]\s*[-–—ـ]+\s*/u,
  // "लखनऊ, राज्य ब्यूरो। ", "नई दिल्ली, 3 मार्च (भाषा) "
  /^([\p{Script=Devanagari} ]{3,25}?)\s*,\s*(?:\d{1,2}\s[\p{Script=Devanagari}]{3,10}\s*\([^()]{2,20}\)[।:]?|(?:राज्य ब्यूरो|जागरण संवाददाता|संवाददाता|संवाद सूत्र|ब्यूरो|एजेंसी|एएनआई|पीटीआई|ऑनलाइन डेस्क)[।:.])\s*/u,
];
/** "Washington (CNN)The …", "Washington (CNN) The …": a source in an element of its own, with no dash. */
const WITHOUT_DASH = /^(?:(\p{Lu}[^()\n:;–—|]{1,40}?)\s)?\((?:CNN(?: [A-Z]\w+)?|CNN Business)\)\s?(?=[\p{Lu}"“‘'])/u;
/** "Jakarta - Dewan …", "Berlin - Der …": a city, a short dash, and a sentence's beginning. */
const WITH_HYPHEN = /^(\p{Lu}[\p{L}. /]{2,40}?)\s-\s(?=[\p{Lu}"“„«])/u;
const ACRONYM = /^\p{Lu}{2,3}$/u;
/** True for up to four capitalised words, which a dateline with a known agency and a dash makes a town. */
const isTown = (name: string): boolean => name.length <= 40 && !ACRONYM.test(name) && !NO_PLACE.test(name) && name.split(/[\s/]+/).length <= 4 && name.split(/[\s,/]+/).every((word) => CAPITALISED.test(word));

/** The dateline at the head of a paragraph: its place as written, and the rest of the paragraph. Null where there is none. */
export function readDateline(paragraph: string): { located: string | null; rest: string } | null {
  const head = paragraph.slice(0, 160);
  const [bracketed, town, region, country] = WITH_COUNTRY.exec(head) ?? [];
  if (bracketed !== undefined) return { located: [town, region, country].filter((name) => name !== undefined).join(', '), rest: paragraph.slice(bracketed.length) };
  for (const form of OWN_FORMS) {
    const own = form.exec(head);
    if (own !== null && own[0].length < paragraph.length) return { located: own[1]?.trim() ?? null, rest: paragraph.slice(own[0].length) };
  }
  const undashed = WITHOUT_DASH.exec(head);
  if (undashed !== null) return { located: undashed[1] ?? null, rest: paragraph.slice(undashed[0].length) };
  const hyphened = WITH_HYPHEN.exec(head);
  if (hyphened?.[1] !== undefined && isKnownPlace(hyphened[1])) return { located: hyphened[1], rest: paragraph.slice(hyphened[0].length) };
  const sourced = WITH_SOURCE.exec(head);
  const place = sourced?.[1]?.replace(/,$/, '').trim() ?? '';
  const source = sourced?.[3] ?? '';
  const sure = KNOWN_AGENCY.test(source) ? sourced?.[4] !== undefined || isKnownPlace(place) : sourced?.[4] !== undefined && AGENCY.test(source);
  if (sourced !== null && sure && !NOT_PLACES.test(place) && (isKnownPlace(place) || (ALL_CAPITALS.test(capitalsOf(place)) && !ACRONYM.test(place)) || (KNOWN_AGENCY.test(source) && sourced[4] !== undefined && isTown(place)))) {
    return { located: place, rest: paragraph.slice(sourced[0].length) };
  }
  const bare = SOURCE_ONLY.exec(head);
  if (bare !== null) return { located: null, rest: paragraph.slice(bare[0].length) };
  const [bareHead, bareName = ''] = WITH_BARE_SOURCE.exec(head) ?? [];
  if (bareHead !== undefined && isKnownPlace(bareName)) return { located: bareName, rest: paragraph.slice(bareHead.length) };
  for (const form of [WITH_DASH, WITH_COLON]) {
    const [whole, name = ''] = form.exec(head) ?? [];
    if (whole === undefined || whole.length >= paragraph.length || NOT_PLACES.test(name)) continue;
    const certain = isKnownPlace(name) || (form === WITH_DASH && ALL_CAPITALS.test(capitalsOf(name)) && /,\s*\p{L}+\.?$/u.test(name));
    // A known city in capitals, or any known place before a long dash; "London - the city that…" is prose.
    if (certain && (form === WITH_COLON || /[—–]|--|\p{Lu}{3}/u.test(whole))) return { located: name.replace(/,$/, '').trim(), rest: paragraph.slice(whole.length) };
  }
  return null;
}
