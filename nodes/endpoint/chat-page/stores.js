/** The browser's store, or where the browser forbids it one that forgets at the end of the page. @param {'localStorage' | 'sessionStorage'} name */
export function storeOf(name) {
  try {
    globalThis[name].getItem('');
    return globalThis[name];
  } catch {
    return memoryStore();
  }
}

function memoryStore() {
  const values = new Map();
  return { getItem: (key) => values.get(key) ?? null, setItem: (key, value) => void values.set(key, value) };
}
