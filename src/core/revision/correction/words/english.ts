import { any, re, type CorrectionWords } from './correction-words.js';

/** How a text calls itself. */
const STORY = any(
  'story',
  'article',
  'post',
  'report',
  'headline',
  'column',
  'caption',
  'piece',
  'item',
  'page',
  'dispatch',
  'newsletter',
  'blog',
  'photo caption',
  'graphic',
  'chart',
  'map',
  'essay',
  'obituary',
  'review',
  'interview',
  'podcast',
  'video',
  'live ?blog',
  'press release',
  'newsflash',
  'alert',
  'version',
);
/** What an earlier version did. */
const MISTAKEN = any(
  'misstated',
  'mis-?spell?ed',
  'mis-?spelt',
  'misidentified',
  'misquoted',
  'mischaracteri[sz]ed',
  'misattributed',
  'misnamed',
  'mistakenly',
  'incorrectly',
  'wrongly',
  'erroneously',
  'inaccurately',
  'gave (?:an?|the) (?:wrong|incorrect)',
  re`contained (?:an? |several |some |two )?(?:\p{L}+ )?(?:errors?|mistakes?|inaccura|wrong|incorrect|typo)`,
  'omitted',
  'included (?:an?|the) (?:wrong|incorrect|error)',
  'had (?:an?|the) (?:wrong|incorrect)',
);
/** Where an earlier story stood. */
const IN_OUR_PAGES = any(
  'on page',
  'on (?:mon|tues|wednes|thurs|fri|satur|sun)day',
  '(?:last|this) (?:week|month|(?:mon|tues|wednes|thurs|fri|satur|sun)day)',
  'in (?:the )?(?:mon|tues|wednes|thurs|fri|satur|sun)day',
  'with (?:this|the) (?:article|story|review|report|obituary)',
);
/** The story that a withdrawal notice is about. */
const THIS_STORY =
  '(?:this|the above|the previous|our|the earlier|the following) ' +
  any('story', 'article', 'report', 'item', 'post', 'dispatch', 'piece', 'alert', 'newsflash', 'bulletin');
/** Not the earlier version of somebody else's work. */
const OF_OTHERS = '(?! of (?!this|our|the (?:story|article|post|headline|column|caption|piece|obituary|newsletter)))';

export const ENGLISH: CorrectionWords = {
  labels: [
    'corrections?(?: (?:and|&) (?:clarifications?|amplifications?))?',
    'clarifications?(?: (?:and|&) corrections?)?',
    'corrected',
    'corrigend(?:um|a)',
    'errat(?:um|a)(?: corrige)?',
    'for the record',
    '(?:to set|setting) the record straight',
    'correction appended',
    re`(?:editors?['’]?s? )?(?:note and )?correction`,
    re`corrections? to (?:\p{L}+ )?(?:story|headline|article|caption|report|post|column)`,
  ],
  phrases: [
    re`\b(?:an?|the|our) (?:${STORY}|profile|editorial|picture caption) ` +
      re`${IN_OUR_PAGES}[^.!?]{0,160}\b(?:${MISTAKEN}|gave (?:his|her|its|their) [^.]{1,40} as|referred ` +
      'incorrectly|described incorrectly)',
    re`\b(?:when|as) (?:this ${STORY} (?:was|were) )?(?:first|originally|initially) published,? ` +
      re`[^.!?]{0,80}\b(?:said|stated|reported|listed|named|gave|misstated|had|referred)\b`,
    re`\bthis ${STORY} (?:has been|was) (?:updated|edited|changed|revised) to ` +
      re`(?:(?:accurately|correctly|more accurately)|reflect [^.!?]{0,160}, not)\b`,
    re`\beditor['’]?s['’]? note has been (?:added|appended)\b`,
    re`\b(?:and )?not [^.!?]{1,60}\bas we (?:had )?(?:originally |previously |first |initially |` +
      re`earlier )?(?:reported|stated|wrote|said)\b`,
    re`\bwe (?:originally|previously|initially|incorrectly|mistakenly|wrongly|erroneously) ` +
      re`(?:said|stated|reported|wrote|described)\b`,
    re`\b(?:earlier|previous|prior|original|initial|first|former|print) (?:versions?|editions?) of this ${STORY}`,
    re`\b(?:earlier|previous|prior|original|initial|former) (?:versions?|editions?) (?:of (?:the|our) ` +
      re`(?:story|article|post|headline|column|caption|report|piece) )?${MISTAKEN}`,
    re`\b(?:this|our|an? (?:earlier|previous|original)) ${STORY} ` +
      re`(?:(?:originally|previously|initially|earlier) )?${MISTAKEN}`,
    re`\bthis ${STORY}(?:['’]s \p{L}+)? (?:originally|previously|initially) ` +
      re`(?:said|stated|reported|listed|referred|named|identified|gave|had)\b`,
    re`\b(?:this|the above) (?:(?:\p{L}{3,9}\.?,? \d{1,2}|\d{1,2} \p{L}{3,9}),? )?${STORY}(?:['’]s \p{L}+)? ` +
      '(?:has been|was|is|have been) (?:since |subsequently |later )?(?:corrected|amended|clarified|' +
      '(?:updated|revised|edited|changed|modified|refiled) (?:[^.]{0,40} )?to (?:correct|fix|clarify|remove ' +
      'an?))',
    re`\b(?:because of|due to|owing to) (?:an?|our) (?:editing|editor['’]s|production|reporting|` +
      re`transcription|translation|reporter['’]s) error\b`,
    re`\bwe (?:deeply |sincerely )?(?:regret|apologi[sz]e for) (?:the|this|these|any) ` +
      re`(?:errors?|mistakes?|inaccurac(?:y|ies)|confusion)\b`,
    re`\bwe(?:['’]ve| have)? (?:since |now )?(?:corrected|amended) (?:this|the|our) ${STORY}\b`,
    re`^(?:it|the (?:error|mistake|text|story|article|headline)) has (?:since |now )?been corrected\.?$`,
    re`^[\s\p{P}\p{S}]*(?:eds?:? ?(?:note:? ?)?|(?:this (?:story|article|version|item|report|photo|` +
      re`headline) ))?(?:also )?(?:corrects (?!itself\b|course\b)|clarifies ` +
      re`(?:that|headline|paragraph|attribution|in|the))\p{L}*`,
    re`^[\p{P}\s]*in an? (?:\p{L}{3,9}\.? \d{1,2},? )${STORY}\b[^.!?]{0,160}\b(?:erroneously|incorrectly|` +
      re`mistakenly|wrongly|misstated|misidentified|misspelled|misquoted)\b`,
    re`^[^\p{L}]*(?:the|our) (?:story|article|post|headline|column|caption|piece|obituary|photo caption) ` +
      '(?:above )?(?:has been|was) (?:since |subsequently |later )?(?:corrected|amended|updated|changed|' +
      re`edited|revised) .{0,40}?to (?:correct|fix|clarify|remove|rectify|say that|make clear)\b`,
    re`^[^\p{L}]*(?:after|since) publication,? (?:we|this) .{0,20}(?:corrected|amended|removed)`,
    re`^[^\p{L}]*we(?:['’]ve| have)? (?:since |now )?(?:corrected|fixed) (?:the|a) ` +
      re`(?:name|spelling|date|number|figure|headline|title|caption|age|location|typo)s?\b`,
    re`^[^\p{L}]*(?:with )?(?:our )?apologies ?[:：—–]`,
    re`\b(?:photo(?:graph)?|picture|image|illustration|video|chart|map)s? ` +
      '(?:that |which )?(?:originally|initially|previously|first|earlier) (?:accompanied|appeared with|ran ' +
      re`with|published with|used with|accompanying) (?:this|our|the) (?:story|article|post|piece|report)\b`,
  ],
  caseSensitivePhrases: [
    re`^[\s\p{P}\p{S}]*(?:refil(?:es|ed|ing)|re-?sends|updated|edited|revised|changed|fixed|repeats) ` +
      re`(?:story )?to (?:correct|fix|clarify)\b`,
    re`\bCORRECTED(?:[-–—:]|$)`,
    re`^[\s\p{P}]*[Aa]mendment,? \d{1,2} \p{Lu}\p{L}{2}`,
    re`[;(] ?corrects (?:\p{L}+ ){1,4}(?:in|to|throughout|on)\b`,
    re`^[\s\p{P}\p{S}]*(?:[Tt]his|[Tt]he) (?:\p{L}+ )?(?:version|update|refile)(?: of (?:the|this) ` +
      re`(?:story|article|report))? (?:corrects|fixes|clarifies|amends)\b`,
  ],
  selfReferences: [
    re`(?:this|our|the above) (?:[\p{L}-]{1,14} )?(?:story|article|post|headline|subheadline|column|caption|` +
      'piece|newsletter|obituary|graphic|infographic|chart|profile|page|blog|essay|review|timeline|' +
      'transcript|explainer|item|entry|recipe|live ?blog|editorial|photo gallery|map|table)(?! of ' +
      '(?:the|our) (?:code|law|constitution|treaty|charter))',
    '(?:earlier|previous|prior|original|initial|first|former|print|preceding|older) ' +
      re`(?:versions?|editions?|drafts?|iterations?)${OF_OTHERS}`,
    '(?:photo(?:graph)?|picture|image|caption|headline|chart|graphic|map|video|illustration|table) ' +
      re`(?:that |which )?(?:\p{L}+ly )?(?:accompany(?:ing|ied)|accompanied|published with|that ran with|used ` +
      'with) (?:this|our|the) (?:story|article|post|piece|column|report)',
  ],
  errors: [
    re`misstat\p{L}+`,
    'mis-?spell?(?:ed|ings?)',
    'mis-?spelt',
    re`misidentif\p{L}+`,
    re`misquot\p{L}+`,
    re`misattribut\p{L}+`,
    re`mischaracteri[sz]\p{L}+`,
    re`misnam\p{L}+`,
    re`mislabel\p{L}+`,
    re`misreport\p{L}+`,
    re`misdescrib\p{L}+`,
    'mistakenly',
    'incorrectly',
    'erroneously',
    'inaccurately',
    'imprecisely',
    'by mistake',
    '(?:gave|had|included|listed|showed|used|contained|cited|named|carried|credited|stated|reported|' +
      re`featured|depicted) (?:an? |the |his |her |its |their )?(?:\p{L}+ly )?(?:wrong|incorrect|inaccurate|` +
      'erroneous|mistaken)',
    '(?:contained|included|introduced) (?:an?|several|two|some) ' +
      re`(?:\p{L}+ )?(?:errors?|mistakes?|inaccurac\p{L}+|typos?)`,
    'ha(?:s|ve) (?:since |now |subsequently )?been (?:since |now |subsequently )?(?:corrected|amended|' +
      'clarified|rectified|fixed)',
    '(?:updated|changed|edited|amended|revised|modified|altered) .{0,60}?(?:to ' +
      re`(?:correct|fix|rectify|clarify|remove (?:an?|the) (?:\p{L}+ )?(?:error|reference|mistake))|(?:because|` +
      re`after|due to|owing to|as) .{0,30}?(?:error|mistake|incorrect|wrong|inaccura\p{L}+))`,
    'overstated',
    'understated',
    'should (?:have (?:said|read|stated|been)|read)',
    'to reflect the (?:correct|right|accurate|proper)',
    re`with the (?:correct|right) \p{L}+`,
    re`(?:due to|because of) an? (?:\p{L}+ )?error`,
    'transposed',
  ],
  admissions: [
    re`we (?:got (?:it|this|that|the \p{L}+|(?:his|her|its|their) \p{L}+) wrong|misstated|mis-?spell?ed|` +
      'mis-?spelt|misidentified|misquoted|misreported|misattributed|made an? (?:error|mistake) ' +
      '(?:in|with|when)|should have (?:said|written|reported))',
    re`in (?:our|this|the) (?:\p{L}+ )?(?:story|article|report|column|item|review|piece) .{0,120}?,? we ` +
      '(?:said|stated|wrote|reported|gave|named|described|quoted|printed)',
  ],
  editorsNotes: [re`editor['’]?s['’]? note`],
  versions: ['original headline', 'has been (?:changed|amended) (?:because|to|after|from)', 'versions?'],
  withdrawals: [
    re`\b${THIS_STORY}[^.]{0,80}\b(?:(?:has been|have been|was|is|is being|is hereby) ` +
      '(?:withdrawn|retracted|removed|killed|deleted|taken down|unpublished)|should be disregarded|must not ' +
      'be used)',
    re`\b(?:has|have|is|are|hereby)?\s?(?:withdr(?:awn|ew|aws?|awing)|retract(?:ed|s|ing)?|disregard|kill|` +
      re`removed) ${THIS_STORY}\b`,
    re`\b(?:should|must) be disregarded\b`,
    re`\b(?:please|editors:?) disregard\b`,
    re`\bmandatory kill\b`,
    re`\b(?:story|article|post) (?:withdrawn|retracted|removed)\b`,
    re`^[\s\p{P}\p{S}]*(?:kill|withdrawn|retraction|retracted|story removed|kill notice|advisory:? kill)\s*[:：—–-]`,
    re`^[\s\p{P}\p{S}]*(?:editors?|eds|news directors?)` +
      re`(?: and [\p{L} ]{1,24})?\s*[:,—-][^.]{0,100}\b(?:withdrawn|killed|retracted)\b`,
    re`\b(?:please )?(?:do not|don['’]t) (?:use|publish|run|air) (?:the|this|our) ` +
      re`(?:story|article|item|alert|photo|dispatch)\b`,
  ],
};
