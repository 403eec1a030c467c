// Runs before the first paint: says that scripts work, and applies the theme this person chose on this device.
document.documentElement.dataset.scripts = "";
try {
  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // Storage is closed to us: the device's own preference holds.
}
