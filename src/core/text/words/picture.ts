// Words of picture captions and credits, as regular expressions.

/** Labels of a credit, before a colon. Longer patterns come first where one begins like another. */
export const CREDIT_LABELS: readonly string[] = [
  'bild(?:quelle|nachweis|rechte)?',
  'fotografie',
  'fotos?',
  'fot\\.',
  'kuva',
  'beeld',
  'фото',
  'imagen',
  'imagem',
  'crédits?(?: photos?)?',
  '(?:photographs?|photos?|images?|pictures?|pic|picture|image|photo|foto|video|illustration|graphic)(?:[ -](?:credits?|source|courtesy|by))?',
  'credits?',
  'courtesy',
];

/** Credits that begin in lower case. */
export const LOWER_CASE_CREDITS: readonly string[] = ['dpa', 'epd', 'afp', 'imago', 'picture', 'privat'];

/** Words that begin a caption: "FILE PHOTO: …", "In this image …". */
export const CAPTION_LEAD_INS: readonly string[] = [
  'file photo',
  'file image',
  'file picture',
  'representative image',
  'representational image',
  'in this (?:file )?(?:photo|image|picture|handout)',
  'this (?:file )?(?:photo|image|picture|handout)',
  'photo',
  'image',
  '\\(file photo\\)',
];
