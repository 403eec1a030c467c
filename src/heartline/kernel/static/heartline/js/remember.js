// What a person arranged on this device. Where storage is closed, nothing is remembered and nothing breaks.
export function recall(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Remembering is a kindness, not a need.
  }
}
