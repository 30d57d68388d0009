// The few words that an embedded feed says by itself, in the page's language.

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

const WORDS: Record<string, Messages> = {
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

/** The words of a language tag; English where there are none. */
export const messagesFor = (language: string): Messages => WORDS[language.toLowerCase().split('-')[0] ?? ''] ?? ENGLISH;

/** An attribute may hold anything; a malformed tag throws. */
function isLocale(language: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf([language]).length > 0;
  } catch {
    return false;
  }
}

/** A time in the reader's zone: the clock alone today, with the day otherwise. */
export function formatTime(at: number, now: number, language: string): string {
  // A page in English says nothing of whose English: the reader's own, where it is one.
  const base = (tag: string): string => tag.toLowerCase().split('-')[0] ?? '';
  const own = navigator.languages.find((tag) => base(tag) === base(language));
  const locale = own ?? (isLocale(language) ? language : undefined);
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', ...(isToday ? {} : { day: 'numeric', month: 'short', ...(now - at > 300 * 86_400_000 ? { year: 'numeric' } : {}) }) }).format(at);
}
