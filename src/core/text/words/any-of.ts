/** Words or patterns by language (BCP 47). */
export type ByLanguage = Readonly<Record<string, readonly string[]>>;

/** All entries of a list by language, in its order. */
export const allLanguages = (words: ByLanguage): string[] => Object.values(words).flat();

/** The source of a regular expression that matches any of the patterns. */
export const anyOf = (patterns: readonly string[]): string => `(?:${patterns.join('|')})`;
