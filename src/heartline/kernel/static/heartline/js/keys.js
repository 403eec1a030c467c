// Whether a key press is meant for a shortcut: not while somebody writes, and not in a dialog.
export function isShortcut(event) {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return false;
  const {target} = event;
  return !(target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]") || document.querySelector("dialog[open]"));
}
