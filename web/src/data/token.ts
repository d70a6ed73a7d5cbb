/**
 * The access token. In the tab by default, so that it dies with it; in the browser only when a person asked to be
 * remembered. Never in the URL, never in a log. Any script on this origin could read it: that is why the CSP lets no
 * script in but ours, and why a token should be one that can be revoked.
 */
const KEY = "reflux.token";
const listeners = new Set<() => void>();

export function token(): string | null {
  return read(() => sessionStorage.getItem(KEY)) ?? read(() => localStorage.getItem(KEY));
}

export function keepToken(value: string, remember: boolean): void {
  forget();
  read(() => (remember ? localStorage : sessionStorage).setItem(KEY, value));
  tell();
}

export function dropToken(): void {
  forget();
  tell();
}

export function onToken(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function forget() {
  read(() => sessionStorage.removeItem(KEY));
  read(() => localStorage.removeItem(KEY));
}

function tell() {
  for (const listener of listeners) listener();
}

/** Storage may be closed to us (private windows, policies): then there is nothing to read. */
function read<T>(from: () => T): T | null {
  try {
    return from();
  } catch {
    return null;
  }
}
