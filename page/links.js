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

  // An article opens at the quote.
  document.addEventListener(
    "toggle",
    ({ target }) => {
      const box = target.open && target.matches(".gw-article") && target.querySelector(".gw-whole");
      if (!box) return;
      const quote = box.querySelector(".gw-here");
      const above = quote.getBoundingClientRect().top - box.getBoundingClientRect().top;
      box.scrollTop += above - box.clientHeight / 3;
      quote.scrollIntoView({ block: "nearest" });
    },
    true
  );

  // The text to copy stands hidden beside the chat, whose sanitizer would drop it. The clipboard
  // belongs to secure addresses alone: at another one the older command does it.
  const copied = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const box = document.body.appendChild(document.createElement("textarea"));
      box.value = text;
      box.style.cssText = "position:fixed;opacity:0";
      box.select();
      const done = document.execCommand("copy");
      box.remove();
      return done;
    }
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("button.gw-copy");
    const source = button && document.getElementById(button.value);
    if (!source) return;
    const words = (button.dataset.words ??= button.textContent);
    button.textContent = (await copied(source.textContent)) ? "Copied" : "Could not copy";
    button.focus();
    setTimeout(() => (button.textContent = words), 2000);
  });

  // On paper a fold cannot be opened: those of earlier turns are, while the page prints.
  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll(".gw-earlier:not([open])")];
    for (const fold of folded) fold.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const fold of folded) fold.open = false;
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
