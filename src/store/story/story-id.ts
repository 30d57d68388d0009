// Story ids as clients send them.
export const isUuid = (id: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);

/** The bare id of a reference; exports write ids as `urn:uuid:`. */
export const idOf = (ref: string): string => ref.replace(/^urn:uuid:/, '');
