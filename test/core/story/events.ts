// Ten invented events, each reported by two newsrooms and once more on the next day. As in reality, reports of one
// event share a quotation and background from the archive.

/** `report` is the first newsroom's: lead, facts, a quotation in its third sentence, background in its last two. */
export type NewsEvent = {
  headlines: [report: string, later: string, rival: string, followUp: string];
  report: [string, string, string, string, string, string];
  /** A later version of the first newsroom: a new lead, and two more sentences. */
  learnt: [string, string, string];
  /** Another newsroom's own report of the same day. */
  rival: [string, string, string, string];
  /** The first newsroom's story of the next day. */
  followUp: [string, string, string];
};

export const EVENTS: readonly NewsEvent[] = [
  {
    headlines: [
      'Fire destroys furniture works in Ostrava suburb',
      'Two firefighters hurt as furniture works burns down',
      'Smoke over Ostrava: blaze guts factory',
      'Furniture maker says it will rebuild',
    ],
    report: [
      'A fire destroyed a furniture works on the edge of Ostrava early on Tuesday, and more than 120 firefighters needed nine hours to put it out.',
      'The blaze began in a store of varnish shortly after three in the morning, the fire service said.',
      '"When we arrived, the roof of the main hall had already fallen in," the officer in charge, Petra Dvorska, told reporters.',
      'People who live nearby were told to keep their windows shut until noon.',
      'The works employs 340 people and makes chairs for schools in six countries.',
      'It was last in the news in 2019, when a strike over night shifts closed it for two weeks.',
    ],
    learnt: [
      'Two firefighters were taken to hospital with burns after a fire destroyed a furniture works on the edge of Ostrava on Tuesday.',
      'Investigators said in the evening that they had found a faulty heater in the varnish store.',
      'The regional governor promised help for those who lose their wages.',
    ],
    rival: [
      'Thick black smoke hung over the north of Ostrava for most of Tuesday while a factory burned that had stood there since 1921.',
      'Neighbours spoke of explosions that rattled doors two streets away.',
      'A school next to the site sent 200 children home before the first lesson.',
      'Insurers put the first estimate of the damage at nine million euros.',
    ],
    followUp: [
      'The owner of a furniture works that burned down in Ostrava this week said on Thursday that it would be rebuilt within two years.',
      'Production moves to a rented hall in Opava from next month, and no one will be dismissed, the company said.',
      'Unions called the promise welcome and asked for it in writing.',
    ],
  },
  {
    headlines: [
      'Central bank raises key rate to 4.5 percent',
      'Krone jumps as central bank raises rate',
      'Borrowers to pay more after surprise step',
      'Minutes show split over rate rise',
    ],
    report: [
      'The central bank raised its key interest rate by half a point to 4.5 percent on Thursday, twice as much as most economists had expected.',
      'Five of its seven board members voted for the step, and two wanted a smaller one.',
      '"Inflation is falling too slowly, and we would rather do too much than too little," governor Ingrid Solheim said.',
      'The bank expects consumer prices to rise by 3.8 percent this year and 2.6 percent the next.',
      'It has raised the rate eleven times since the end of 2021, from zero.',
      'Households in the country owe more, measured by their income, than almost anywhere else in Europe.',
    ],
    learnt: [
      'The krone rose to its highest level against the euro in eight months on Thursday after the central bank raised its key interest rate by half a point to 4.5 percent.',
      'Shares of builders fell by up to six percent in the afternoon.',
      'The finance minister declined to comment on the decision.',
    ],
    rival: [
      'Families with a mortgage face another bill: the average loan will cost about 2,100 kroner more a month after Thursday’s decision in Oslo.',
      'Two large banks said within the hour that their variable rates would follow from the first of June.',
      'An estate agent in Bergen said that viewings had halved since the spring.',
      'Opposition parties asked for a tax credit for first-time buyers.',
    ],
    followUp: [
      'The board of the central bank was closer to leaving its rate alone than its vote suggested, minutes published on Friday show.',
      'One member argued that the effect of earlier steps had not reached firms yet.',
      'Traders now see an even chance of a pause in June.',
    ],
  },
  {
    headlines: [
      'Ferry with 211 aboard runs aground off Skopelos',
      'All 211 leave ferry aground off Skopelos',
      'Night on the rocks: passengers tell of ferry accident',
      'Captain of grounded ferry charged',
    ],
    report: [
      'A passenger ferry with 211 people aboard ran aground on rocks off the island of Skopelos on Saturday night in calm weather.',
      'Fishing boats and two coastguard vessels brought passengers ashore in groups of thirty.',
      '"There was a bang, then the lights went out, and nobody told us anything for half an hour," said Maria Economou, who was travelling with her son.',
      'Nobody was seriously hurt, the coastguard said.',
      'The ship, built in 1987, had passed an inspection in March.',
      'Thirteen years ago a sister ship sank in the same strait, and two people died.',
    ],
    learnt: [
      'All 211 people aboard a passenger ferry that ran aground off the island of Skopelos had been brought ashore by dawn on Sunday.',
      'Divers found a tear of four metres below the waterline.',
      'A tug from Volos is to pull the ship free on Monday if the wind stays low.',
    ],
    rival: [
      'They sang to calm the children, and some had already written farewell messages: travellers who reached Glossa harbour on Sunday morning told of a long night.',
      'Islanders opened the school hall and brought blankets and soup.',
      'A retired sailor said that the lighthouse on the point had been dark for a week.',
      'The operator offered each passenger 150 euros and a new ticket.',
    ],
    followUp: [
      'A prosecutor in Volos on Tuesday charged the captain of a ferry that ran aground off Skopelos with endangering navigation.',
      'He had left the bridge to a helmsman without a licence, according to the file.',
      'His lawyer said that he would answer all questions in court.',
    ],
  },
  {
    headlines: [
      'Parliament passes law on short-term rentals',
      'Short-term rental law passed after night of debate',
      'Landlords vow to fight rental law',
      'Court to hear challenge to rental law',
    ],
    report: [
      'Parliament passed a law on Wednesday that lets cities limit short-term rentals to 60 nights a year.',
      'It was carried by 176 votes to 148 after a debate of eleven hours.',
      '"A home is not a hotel, and from today cities can say so," housing minister Clara Benavides told members.',
      'Owners who rent for longer face fines of up to 50,000 euros.',
      'Rents in the three largest cities have risen by a third since 2018.',
      'Similar limits are in force in Amsterdam and Paris, where they have been hard to enforce.',
    ],
    learnt: [
      'After eleven hours of debate that ran until dawn, parliament on Wednesday passed a law that lets cities limit short-term rentals to 60 nights a year.',
      'Three members of the governing coalition voted against it.',
      'The law takes effect on the first of January once the president has signed it.',
    ],
    rival: [
      'Owners of holiday flats announced on Wednesday that they would go to the constitutional court, within minutes of losing a vote that many had thought they would win.',
      'Their association speaks for 40,000 landlords, most of whom let a single flat.',
      'Hotels along the coast, on the other hand, put bottles on ice.',
      'A booking platform said that it would study the text before it said more.',
    ],
    followUp: [
      'The constitutional court said on Monday that it would hear a challenge to the new limits on short-term rentals in the autumn.',
      'It refused to suspend the law until then, as owners had asked.',
      'Several mayors said that they would not wait for the ruling.',
    ],
  },
  {
    headlines: [
      'Late goal sends Rovers into cup final',
      'Rovers reach final with goal in added time',
      'United’s season ends in tears',
      'Rovers captain out of final',
    ],
    report: [
      'Rovers beat United 2-1 in the cup semi-final on Sunday with a goal in the fourth minute of added time.',
      'Substitute Kwame Asante headed in a corner after United had hit the post twice.',
      '"I have scored prettier ones, but none that will be remembered as long," the 19-year-old said.',
      'Jonas Lind had put Rovers ahead after twelve minutes, and Peter Marsh equalised just before half time.',
      'Rovers have not won the cup since 1974, when they beat Athletic on penalties.',
      'The final against Wanderers is on the eighteenth of May, in front of 60,000 people.',
    ],
    learnt: [
      'A header by substitute Kwame Asante in the fourth minute of added time sent Rovers into the cup final on Sunday at the expense of United, who lost 2-1.',
      'The video referee looked at the goal for three minutes before it stood.',
      'Police reported eleven arrests outside the stadium.',
    ],
    rival: [
      'For ninety minutes they had been the better side, and in the end they lay on the grass: United leave the season without a trophy for the sixth year running.',
      'Manager Lena Horvat sent the reporters away after one question.',
      'Her contract ends in June, and nobody at the club would say on Sunday whether there will be another.',
      'Supporters stayed behind and applauded for a quarter of an hour all the same.',
    ],
    followUp: [
      'Rovers will have to do without their captain in the cup final: Jonas Lind tore a muscle in training on Wednesday.',
      'He is expected back in pre-season, the club’s doctor said.',
      'Asante is likely to start in his place.',
    ],
  },
  {
    headlines: [
      'Quake of magnitude 5.9 shakes Talca',
      'One dead after quake of magnitude 5.9 near Talca',
      'Wine country counts broken bottles after quake',
      'Schools near Talca stay shut after quake',
    ],
    report: [
      'An earthquake of magnitude 5.9 shook the region around Talca at 6.14 on Monday morning, the seismological centre said.',
      'It was felt as far away as the capital, 250 kilometres to the north.',
      '"We ran out in our nightclothes, like everybody in the street," said a baker, Hernan Rojas.',
      'Power failed in about 18,000 homes, and a road bridge was closed to be examined.',
      'A quake of magnitude 8.8 and the wave that followed killed more than 500 people in the country in 2010.',
      'The plates under the coast move towards each other by about seven centimetres a year.',
    ],
    learnt: [
      'A woman died when a wall fell on her during an earthquake of magnitude 5.9 that shook the region around Talca on Monday morning.',
      'Two hospitals moved patients into tents in their yards.',
      'More than thirty aftershocks were counted by nightfall.',
    ],
    rival: [
      'In the cellars of the Maule valley it smelled of red wine on Monday: the tremor had thrown barrels from their racks and emptied tanks.',
      'The growers’ union spoke of two million litres lost.',
      'At one estate the harvest of a whole year ran down the drive.',
      'Most cellars built after the last great quake came through without a scratch.',
    ],
    followUp: [
      'About 70 schools around Talca stay closed until next week while engineers look for cracks, the education ministry said on Tuesday.',
      'Lessons are broadcast on regional radio in the mornings.',
      'Teachers asked for containers as classrooms, as were used once before.',
    ],
  },
  {
    headlines: [
      'Chip maker Novalith to cut 1,400 jobs',
      'Novalith shares rise as it cuts 1,400 jobs',
      'Dresden fears for its chip makers',
      'Works council and Novalith to talk',
    ],
    report: [
      'The chip maker Novalith will cut 1,400 jobs, about one in nine, most of them in Dresden, it said on Friday.',
      'Sales fell by 17 percent in the second quarter because makers of electric cars bought less.',
      '"We have to adjust to a market that will stay weak for longer than we thought," chief executive Tom Weller said.',
      'The company wants to save 300 million euros a year from 2026.',
      'Novalith was split off from an engineering group in 2009 and has been listed since 2012.',
      'The state gave it 620 million euros in aid for a plant that opened two years ago.',
    ],
    learnt: [
      'Shares of the chip maker Novalith rose by eight percent on Friday after it said that it would cut 1,400 jobs, about one in nine.',
      'Analysts had expected deeper cuts.',
      'Plants in Malaysia and Texas are spared for now.',
    ],
    rival: [
      'In the canteen of the north plant nobody was talking at lunch on Friday, people who work there said.',
      'Saxony has staked much of its future on semiconductors, and about 76,000 people live by them.',
      'The mayor of Dresden asked for a meeting with the board on Monday.',
      'A supplier in Freiberg said that it had heard of the plan on the radio.',
    ],
    followUp: [
      'Novalith and its works council will begin talks on job cuts next week, both said on Wednesday.',
      'The council wants to rule out dismissals until 2028 and offers shorter hours instead.',
      'A march from the plant to the state parliament is planned for Saturday.',
    ],
  },
  {
    headlines: [
      'Health agency reports measles outbreak in Leeds',
      'Measles cases in Leeds rise to 64',
      'Queues at clinics as Leeds parents seek jabs',
      'Leeds measles outbreak slows',
    ],
    report: [
      'The health agency reported an outbreak of measles in Leeds on Wednesday, with 41 cases confirmed since the start of the month.',
      'Most of the patients are children under ten who had not been vaccinated.',
      '"Two doses protect for life, and it is never too late to catch up," regional director Amira Haddad said.',
      'Four children are in hospital, none of them in danger.',
      'Measles spreads more easily than almost any other illness, and one patient can infect fifteen others.',
      'Vaccination rates in England have fallen for eight years and stand at 84 percent for the second dose.',
    ],
    learnt: [
      'The number of confirmed measles cases in Leeds rose to 64 on Wednesday evening, after a laboratory had worked through samples from the weekend.',
      'Pop-up clinics open in three libraries on Thursday.',
      'Schools may send home pupils who were near a case and have had no dose.',
    ],
    rival: [
      'By seven in the morning the line outside the Harehills health centre reached round the corner, pushchair behind pushchair.',
      'A nurse said that she had given more injections by noon than in the whole of the last month.',
      'Some had come because of a letter from the school, others because of a neighbour’s child.',
      'At a mosque nearby, volunteers translated leaflets into five languages.',
    ],
    followUp: [
      'The outbreak of measles in Leeds is slowing, with nine new cases last week, the health agency said on Monday.',
      'About 12,000 doses have been given since it began.',
      'Doctors warned that the school holidays could hide new infections.',
    ],
  },
  {
    headlines: [
      'Probe lands near south pole of the Moon',
      'First pictures from probe near Moon’s south pole',
      'How a small team put a lander on the Moon',
      'Moon lander falls silent for the night',
    ],
    report: [
      'A robotic lander set down near the south pole of the Moon on Friday, the third craft ever to do so.',
      'Engineers in Bengaluru received its first signal eleven minutes after touchdown.',
      '"It stands upright, it is warm, and it is talking to us," mission director Kavita Rao said.',
      'It is to look for ice in the shadow of a crater for fourteen days.',
      'Water on the Moon could one day be turned into air and fuel for crews.',
      'An attempt by the same agency failed in 2019 when the craft’s engines stopped too early.',
    ],
    learnt: [
      'A robotic lander sent its first pictures from near the south pole of the Moon on Friday, showing grey slopes and its own long shadow.',
      'A drill of one metre is to be tested on Sunday.',
      'The prime minister congratulated the team on the telephone.',
    ],
    rival: [
      'The youngest engineer in the control room is 24, and on Friday afternoon she was the one who had to say the words: we are down.',
      'Her group of nineteen wrote the program that picks a landing place free of boulders.',
      'They tested it on a field of artificial craters outside the city, hung from a crane.',
      'The whole mission cost less than many films about space.',
    ],
    followUp: [
      'The lander near the south pole of the Moon was switched off on Thursday as the Sun went down over it.',
      'It had drilled eleven holes and found ice in two of them.',
      'Whether it survives a night of 120 degrees below zero will be known in two weeks.',
    ],
  },
  {
    headlines: [
      'Drought: Emilia bans watering of gardens',
      'Emilia extends water ban to car washes',
      'Rice growers fear for the harvest',
      'Rain ends water ban in Emilia',
    ],
    report: [
      'The region of Emilia banned the watering of gardens by day on Monday because the Po carries less water than ever measured in June.',
      'Whoever breaks the rule pays up to 500 euros.',
      '"We have to choose between lawns and fields, and that is no hard choice," said councillor Elena Ferri.',
      'The level at Boretto is 2.4 metres below what is usual.',
      'Last winter brought the Alps less than half of their usual snow.',
      'Nearly a third of the country’s food is grown in the plain of the Po.',
    ],
    learnt: [
      'The region of Emilia extended its ban on using drinking water to car washes and pools on Monday evening, hours after it had forbidden the watering of gardens by day.',
      'Tank lorries bring water to eleven villages in the hills.',
      'The civil protection agency put the whole valley on its second-highest alert.',
    ],
    rival: [
      'Giorgio Tassi crumbles the soil of his paddy between two fingers: where ten centimetres of water should stand, there are cracks as wide as a hand.',
      'He has given up a third of his 80 hectares so that the rest may live.',
      'Salt water from the sea has crept 30 kilometres up the river.',
      'The growers’ association expects prices for risotto rice to double by Christmas.',
    ],
    followUp: [
      'After three days of rain the region of Emilia lifted its ban on watering gardens on Friday.',
      'The Po at Boretto rose by more than a metre within a night.',
      'Reservoirs are still half empty, and the councillor asked people to go on saving.',
    ],
  },
];
