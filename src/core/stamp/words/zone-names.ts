// Names of time zones in words. Keys are IANA zones, or abbreviations that `zone-offset.ts` knows.

export type NamesByZone = Readonly<Record<string, readonly string[]>>;

/** Whole names, as a stamp has them after its clock. */
export const ZONE_NAMES: NamesByZone = {
  ET: ['eastern time', 'eastern', 'us et', 'u . s . et'],
  EST: ['eastern standard time', 'hne'],
  EDT: ['eastern daylight time', 'hae'],
  CT: ['central time', 'central standard time'],
  CDT: ['central daylight time'],
  MT: ['mountain time'],
  MST: ['mountain standard time'],
  MDT: ['mountain daylight time'],
  PT: ['pacific time', 'pacific'],
  PST: ['pacific standard time'],
  PDT: ['pacific daylight time'],
  GMT: [
    'greenwich mean time', 'greenwich', 'hora gmt', 'heure gmt', '格林尼治标准时间', '格林尼治標準時間', 'بتوقيت غرينتش',
    'توقيت غرينتش', 'غرينتش', 'جرينتش', 'بتوقيت جرينتش',
  ],
  'Asia/Shanghai': ['bjt', 'beijing time', '北京时间', '北京時間'],
  'Asia/Riyadh': ['ksa', 'بتوقيت مكة المكرمة', 'بتوقيت مكة', 'بتوقيت السعودية', 'توقيت مكة'],
  'Europe/Istanbul': ['türkiye saati'],
  'Europe/London': ['british summer time', 'uk time', 'london time'],
  CET: ['central european time'],
  CEST: ['central european summer time'],
  'Asia/Kolkata': ['india standard time', 'indian standard time', 'indian time'],
  JST: ['japan standard time', '日本時間'],
  KST: ['korea standard time', '한국시간'],
  SGT: ['singapore time'],
  HKT: ['hong kong time', '香港时间', '香港時間'],
  'Asia/Taipei': ['台北時間'],
  'Europe/Paris': ['heure de paris', 'heure française'],
  'America/Sao_Paulo': ['hora de brasília'],
  'Europe/Madrid': ['hora peninsular'],
  'Europe/Lisbon': ['hora de lisboa'],
  MSK: ['мск', 'по мск', 'по москве', 'по московскому времени'],
  TRT: ['tsi'],
  'Africa/Cairo': ['بتوقيت القاهرة'],
  'Asia/Dubai': ['بتوقيت أبوظبي', 'بتوقيت الإمارات'],
  'Europe/Kyiv': ['за києвом', 'за київським часом'],
};

/** What precedes "time" in English: "Delhi time". */
export const ENGLISH_ZONE_PLACES: NamesByZone = {
  'Asia/Kolkata': ['india', 'indian', 'delhi', 'mumbai'],
  'Asia/Shanghai': ['beijing', 'china', 'chinese'],
  'Asia/Tokyo': ['japan', 'japanese'],
  'Asia/Seoul': ['korea', 'korean'],
  'Asia/Jerusalem': ['israel', 'israeli', 'tel aviv'],
  'Europe/Dublin': ['irish', 'ireland'],
  'Europe/Kiev': ['kyiv', 'ukraine', 'ukrainian'],
  'Asia/Riyadh': ['mecca', 'makkah', 'saudi', 'ksa'],
  'Asia/Dubai': ['uae', 'gulf'],
  'Europe/Istanbul': ['turkey', 'turkish', 'türkiye'],
  'Asia/Karachi': ['pakistan'],
  'Asia/Tehran': ['iran', 'tehran'],
  'America/New_York': ['washington', 'miami', 'boston', 'atlanta', 'us eastern', 'u s eastern'],
  'America/Los_Angeles': ['california', 'san francisco', 'seattle'],
  'Europe/London': ['uk', 'british', 'u k'],
  'Europe/Berlin': ['german', 'germany'],
  'Africa/Johannesburg': ['south africa', 'south african'],
  'Africa/Nairobi': ['kenya'],
  'Africa/Lagos': ['nigeria', 'nigerian'],
  'Asia/Bangkok': ['thailand', 'thai'],
};

/** What follows "hora", "heure", "ora" or "horário": "hora de Madrid". */
export const ROMANCE_ZONE_PLACES: NamesByZone = {
  'Europe/Madrid': ['española', 'peninsular', 'peninsular española', 'de españa', 'de madrid'],
  'America/Mexico_City': [
    'de méxico', 'del centro de méxico', 'del centro', 'de la ciudad de méxico', 'mexicana',
  ],
  'America/Bogota': ['de colombia', 'colombiana'],
  'America/Argentina/Buenos_Aires': ['argentina', 'de argentina', 'de buenos aires'],
  'America/Santiago': ['de chile', 'chilena'],
  'America/Lima': ['de perú', 'peruana'],
  'America/Caracas': ['de venezuela', 'venezolana'],
  'America/New_York': ['de miami', 'de nueva york', 'de washington', 'del este', 'de new york'],
  'America/Sao_Paulo': ['de brasília', 'brasileira'],
  'Europe/Lisbon': ['de lisboa', 'de portugal'],
  'Europe/Rome': ['italiana', 'di roma'],
  'Europe/Bucharest': ['româniei'],
  'Europe/Paris': ['française', 'de paris'],
  'Europe/Brussels': ['de bruxelles'],
  'America/Toronto': ['de montréal', 'de l est'],
  'Africa/Tunis': ['de tunis'],
  'Africa/Algiers': ['d alger'],
  'Africa/Casablanca': ['de casablanca', 'de rabat'],
  'Africa/Dakar': ['de dakar'],
  'Europe/London': ['de londres', 'di londra'],
  'Europe/Moscow': ['de moscú', 'de moscou', 'di mosca'],
};

/** What follows بتوقيت ("by the time of"). */
export const ARABIC_ZONE_PLACES: NamesByZone = {
  'Asia/Jerusalem': ['القدس', 'فلسطين'],
  'Europe/London': ['لندن'],
  'Asia/Baghdad': ['بغداد', 'العراق'],
  'Asia/Beirut': ['بيروت', 'لبنان'],
  'Asia/Damascus': ['دمشق', 'سوريا'],
  'Asia/Amman': ['عمان الأردن', 'الأردن'],
  'Africa/Cairo': ['القاهرة', 'مصر'],
  'Asia/Dubai': ['أبوظبي', 'الإمارات', 'دبي'],
  'Asia/Riyadh': ['مكة', 'مكة المكرمة', 'السعودية', 'الرياض'],
  'Asia/Qatar': ['الدوحة', 'قطر'],
  'Europe/Paris': ['باريس'],
  'Africa/Tunis': ['تونس'],
  'America/New_York': ['نيويورك', 'واشنطن'],
};

/** Words for "time" before a place in Romance languages. */
export const ROMANCE_TIME_WORDS: readonly string[] = ['hora', 'heure', 'ora', 'horario'];
