// Places of datelines.

/**
 * Cities that datelines name without a region, by where their papers are. `Intl` adds the cities of time
 * zones.
 */
export const CITIES: Readonly<Record<string, readonly string[]>> = {
  india: [
    'New Delhi', 'Delhi', 'Mumbai', 'Chennai', 'Bengaluru', 'Bangalore', 'Hyderabad', 'Pune', 'Ahmedabad',
    'Lucknow', 'Patna', 'Jaipur', 'Bhopal', 'Srinagar', 'Guwahati', 'Kochi', 'Thiruvananthapuram',
    'Chandigarh', 'Bhubaneswar', 'Thane', 'Noida', 'Gurugram', 'Gurgaon', 'Nagpur', 'Nashik', 'Indore',
    'Kanpur', 'Varanasi', 'Agra', 'Surat', 'Vadodara', 'Visakhapatnam', 'Vijayawada', 'Coimbatore', 'Madurai',
    'Mangaluru', 'Mysuru', 'Ranchi', 'Raipur', 'Dehradun', 'Shimla', 'Jammu', 'Amritsar', 'Ludhiana',
    'Ghaziabad', 'Prayagraj', 'Panaji', 'Imphal', 'Shillong', 'Kozhikode', 'Thrissur',
  ],
  pakistan: [
    'Islamabad', 'Lahore', 'Rawalpindi', 'Peshawar', 'Quetta', 'Multan', 'Faisalabad', 'Muzaffarabad',
  ],
  northAmerica: [
    'Washington', 'Washington DC', 'Washington D.C.', 'San Francisco', 'Boston', 'Atlanta', 'Houston',
    'Dallas', 'Miami', 'Philadelphia', 'Seattle', 'Las Vegas', 'Milwaukee', 'Minneapolis', 'Pittsburgh',
    'Baltimore', 'Ottawa', 'Montreal', 'Cleveland', 'Denver', 'Charlotte', 'Nashville', 'Sacramento',
    'San Diego', 'San Jose', 'Austin', 'San Antonio', 'Portland', 'Salt Lake City', 'Cincinnati',
    'Indianapolis', 'New Orleans', 'Orlando', 'Tampa',
  ],
  britain: [
    'Manchester', 'Edinburgh', 'Glasgow', 'Cardiff', 'Belfast', 'Leeds', 'Liverpool', 'Sheffield', 'Bristol',
    'Newcastle',
  ],
  international: [
    'Beijing', 'Geneva', 'Munich', 'Hamburg', 'Frankfurt', 'Cologne', 'Milan', 'Barcelona', 'Kyiv',
    'Strasbourg', 'The Hague', 'Rio de Janeiro', 'Brasilia', 'Canberra', 'Wellington', 'Tel Aviv',
    'Abu Dhabi', 'Ankara', 'Rangoon', 'Hanoi', 'Osaka', 'Cape Town', 'Pretoria', 'Abuja', 'United Nations',
    'Vatican City', 'Gaza City', 'Ramallah', 'Aleppo', 'Odesa', 'Kharkiv', 'Lviv',
  ],
  german: [
    'München', 'Wien', 'Köln', 'Nürnberg', 'Zürich', 'Genf', 'Bern', 'Brüssel', 'Rom', 'Mailand', 'Moskau',
    'Kiew', 'Warschau', 'Prag', 'Peking', 'Athen', 'Lissabon', 'Hannover', 'Stuttgart', 'Düsseldorf',
    'Dortmund', 'Leipzig', 'Dresden', 'Bremen', 'Mainz', 'Kiel', 'Karlsruhe', 'Wiesbaden', 'Magdeburg',
    'Erfurt', 'Potsdam', 'Freiburg', 'Augsburg', 'Bonn', 'Bochum', 'Wuppertal', 'Bielefeld', 'Münster',
    'Mannheim', 'Aachen', 'Braunschweig', 'Chemnitz', 'Kassel', 'Rostock', 'Saarbrücken', 'Ulm', 'Regensburg',
    'Würzburg', 'Heidelberg', 'Duisburg', 'Lübeck', 'Osnabrück', 'Frankfurt am Main', 'Frankfurt/Main',
  ],
  otherLanguages: [
    'Londres', 'Bruxelles', 'Genève', 'Lyon', 'Marseille', 'Toulouse', 'Moscou', 'Pékin', 'Milano', 'Roma',
    'Torino', 'Napoli', 'Firenze', 'Venezia', 'Bologna', 'Palermo', 'Sevilla', 'Valencia', 'Bilbao',
    'Ciudad de México', 'Bogotá', 'La Habana', 'Lisboa', 'Porto', 'São Paulo', 'Brasília', 'Göteborg',
    'Malmö', 'København', 'Kraków', 'Warszawa', 'Praha', 'İstanbul',
  ],
};

/** Cities in scripts without capitals, where only a known name marks a place. */
export const CASELESS_CITIES: Readonly<Record<string, readonly string[]>> = {
  hi: [
    'नई दिल्ली', 'दिल्ली', 'मुंबई', 'कोलकाता', 'चेन्नई', 'बेंगलुरु', 'हैदराबाद', 'लखनऊ', 'पटना', 'भोपाल',
    'जयपुर', 'रांची', 'देहरादून', 'चंडीगढ़', 'इस्लामाबाद', 'वाशिंगटन', 'वॉशिंगटन', 'लंदन',
  ],
  bn: ['ঢাকা', 'কলকাতা'],
  ar: [
    'القاهرة', 'بيروت', 'بغداد', 'دمشق', 'الرياض', 'دبي', 'أبوظبي', 'عمان', 'القدس', 'غزة', 'رام الله',
    'الدوحة', 'تونس', 'الجزائر', 'الرباط', 'الخرطوم', 'صنعاء', 'لندن', 'باريس', 'واشنطن', 'موسكو', 'طهران',
    'أنقرة', 'نيويورك', 'جنيف',
  ],
  fa: ['تهران'],
};

/** What may follow a city and a comma, besides the countries that `Intl` names. */
export const REGIONS: Readonly<Record<string, readonly string[]>> = {
  countriesAndProvinces: [
    'UK', 'U.K.', 'US', 'U.S.', 'USA', 'UAE', 'England', 'Scotland', 'Wales', 'Northern Ireland',
    'Czech Republic', 'Turkey', 'Myanmar', 'Palestine', 'Ivory Coast', 'Bosnia', 'Congo', 'Ontario', 'Quebec',
    'Alberta', 'British Columbia', 'New South Wales', 'Victoria', 'Queensland',
  ],
  indianStates: [
    'Uttar Pradesh', 'Madhya Pradesh', 'Maharashtra', 'Karnataka', 'Tamil Nadu', 'Kerala', 'Gujarat',
    'Rajasthan', 'Punjab', 'Haryana', 'Bihar', 'Odisha', 'Assam', 'West Bengal', 'Telangana',
    'Andhra Pradesh', 'Goa', 'Himachal Pradesh', 'Uttarakhand', 'Jharkhand', 'Chhattisgarh',
    'Jammu and Kashmir',
  ],
  usStates: [
    'Ala.', 'Alaska', 'Ariz.', 'Ark.', 'Calif.', 'Colo.', 'Conn.', 'Del.', 'D.C.', 'Fla.', 'Ga.', 'Hawaii',
    'Idaho', 'Ill.', 'Ind.', 'Iowa', 'Kan.', 'Ky.', 'La.', 'Maine', 'Md.', 'Mass.', 'Mich.', 'Minn.', 'Miss.',
    'Mo.', 'Mont.', 'Neb.', 'Nev.', 'Ohio', 'Okla.', 'Ore.', 'Pa.', 'Tenn.', 'Texas', 'Utah', 'Vt.', 'Va.',
    'Wash.', 'Wis.', 'Wyo.', 'N.C.', 'N.D.', 'N.H.', 'N.J.', 'N.M.', 'N.Y.', 'R.I.', 'S.C.', 'S.D.', 'W.Va.',
    'New York', 'California', 'Florida', 'Illinois', 'Pennsylvania', 'Georgia', 'Michigan', 'Virginia',
    'Washington', 'Arizona', 'Massachusetts', 'Wisconsin', 'Colorado', 'Minnesota', 'Louisiana', 'Kentucky',
    'Oregon', 'Oklahoma', 'Nevada', 'New Jersey', 'New Mexico',
  ],
};
