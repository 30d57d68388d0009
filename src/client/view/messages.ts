// The texts of an embedded feed, in the page's language.

export type Messages = {
  newItems: (count: number) => string;
  edited: (time: string) => string;
  keyEvent: string;
  pinned: string;
  correction: string;
  withdrawn: string;
  reconnecting: string;
  offline: string;
  media: Record<'video' | 'audio' | 'embed', string>;
};

const ENGLISH: Messages = {
  newItems: (count) => (count === 1 ? '1 new post' : `${count} new posts`),
  edited: (time) => `edited ${time}`,
  keyEvent: 'Key event',
  pinned: 'Pinned',
  correction: 'Correction',
  withdrawn: 'This story is not available.',
  reconnecting: 'Reconnecting…',
  offline: 'Offline',
  media: { video: 'Watch the video', audio: 'Listen', embed: 'See the post' },
};

const MESSAGES: Record<string, Messages> = {
  en: ENGLISH,
  de: {
    newItems: (count) => (count === 1 ? '1 neuer Beitrag' : `${count} neue Beiträge`),
    edited: (time) => `bearbeitet ${time}`,
    keyEvent: 'Schlüsselmoment',
    pinned: 'Angeheftet',
    correction: 'Korrektur',
    withdrawn: 'Dieser Beitrag ist nicht verfügbar.',
    reconnecting: 'Verbindung wird wiederhergestellt …',
    offline: 'Offline',
    media: { video: 'Video ansehen', audio: 'Anhören', embed: 'Beitrag ansehen' },
  },
  fr: {
    newItems: (count) => (count === 1 ? '1 nouveau message' : `${count} nouveaux messages`),
    edited: (time) => `modifié à ${time}`,
    keyEvent: 'Moment clé',
    pinned: 'Épinglé',
    correction: 'Correction',
    withdrawn: 'Ce contenu n’est pas disponible.',
    reconnecting: 'Reconnexion…',
    offline: 'Hors ligne',
    media: { video: 'Voir la vidéo', audio: 'Écouter', embed: 'Voir la publication' },
  },
  es: {
    newItems: (count) => (count === 1 ? '1 mensaje nuevo' : `${count} mensajes nuevos`),
    edited: (time) => `editado a las ${time}`,
    keyEvent: 'Momento clave',
    pinned: 'Fijado',
    correction: 'Corrección',
    withdrawn: 'Este contenido no está disponible.',
    reconnecting: 'Reconectando…',
    offline: 'Sin conexión',
    media: { video: 'Ver el vídeo', audio: 'Escuchar', embed: 'Ver la publicación' },
  },
};

const primaryTag = (tag: string): string => tag.toLowerCase().split('-')[0] ?? '';

/** The messages for a language tag (BCP 47); English if there are none. */
export const messagesFor = (language: string): Messages => MESSAGES[primaryTag(language)] ?? ENGLISH;

/** A `lang` attribute may contain anything, and `Intl` throws on a malformed tag. */
function isLocale(language: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf([language]).length > 0;
  } catch {
    return false;
  }
}

const SHOW_YEAR_AFTER_MS = 300 * 86_400_000;

/** A time (epoch milliseconds) in the reader's zone: the clock alone today, else with the day. */
export function formatTime(at: number, now: number, language: string): string {
  // The page says English, but not whose: the reader's own variant wins if it is the same language.
  const own = navigator.languages.find((tag) => primaryTag(tag) === primaryTag(language));
  const locale = own ?? (isLocale(language) ? language : undefined);
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  const options: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' };
  if (!isToday) Object.assign(options, { day: 'numeric', month: 'short' });
  if (!isToday && now - at > SHOW_YEAR_AFTER_MS) options.year = 'numeric';
  return new Intl.DateTimeFormat(locale, options).format(at);
}
