// Who is signed in. The key is this tab's alone: in sessionStorage, gone with the tab or at sign-out.

const KEY = 'dateline-key';

export const keptKey = (): string | null => sessionStorage.getItem(KEY);
export const keepKey = (key: string): void => sessionStorage.setItem(KEY, key);
export const forgetKey = (): void => sessionStorage.removeItem(KEY);
