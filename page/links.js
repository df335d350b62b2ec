if (!window.groundwire) {
  window.groundwire = true;

  // A mark opens its source card and a card leads back: scrolled to, focused, its fold opened.
  // The browser's own fragment links reload the page when its address carries a query.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#gw-"]');
    const target = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!target) return;
    event.preventDefault();
    const fold = target.closest("details");
    if (fold) fold.open = true;
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    target.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
    target.focus({ preventScroll: true });
  });

  // Gradio names a message by its HTML source, which a screen reader would read out, and gives the
  // examples a list's role without items.
  // Its own scrolling stays put when a message is taller than 100 pixels.
  let messages = 0;
  const mend = () => {
    for (const message of document.querySelectorAll("#gw-chat [data-testid][aria-label]"))
      message.removeAttribute("aria-label");
    document.querySelector('#gw-chat .examples[role="list"]')?.setAttribute("role", "group");
    const rows = document.querySelectorAll("#gw-chat .message-row");
    if (rows.length > messages) rows[rows.length - 1].scrollIntoView({ block: "nearest" });
    messages = rows.length;
  };
  new MutationObserver(mend).observe(document.body, { childList: true, subtree: true });
  mend();
}
