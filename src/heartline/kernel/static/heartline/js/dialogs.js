// ARIA pattern: modal dialog, by the native element. <button data-opens="id"> opens; a click beside it closes.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  if (event.target.matches("dialog.dialog[open]")) {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) event.target.close();
  }
  // A menu closes when the click was elsewhere.
  for (const menu of document.querySelectorAll("details:is(.who, .desk-menu)[open]")) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details:is(.who, .desk-menu)[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
