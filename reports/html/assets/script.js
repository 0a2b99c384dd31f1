// What the page can do beyond being read: the scrubber with the world at each step, keys, links
// into a step, light and dark. Nothing is fetched; all of it is read off the page.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("scripted");

  // --- light and dark
  const kept = {
    read() { try { return localStorage.getItem("stalemate-theme"); } catch { return null; } },
    write(theme) { try { localStorage.setItem("stalemate-theme", theme); } catch { /* not kept */ } },
  };
  const theme = () => root.dataset.theme ||
    (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  const themeButton = document.createElement("button");
  const showTheme = () => { themeButton.textContent = theme() === "dark" ? "Light" : "Dark"; };
  const turnTheme = () => {
    root.dataset.theme = theme() === "dark" ? "light" : "dark";
    kept.write(root.dataset.theme);
    showTheme();
  };
  const stored = kept.read();
  if (stored === "dark" || stored === "light") root.dataset.theme = stored;
  themeButton.type = "button";
  themeButton.title = "Light or dark (t)";
  themeButton.addEventListener("click", turnTheme);
  const tools = document.createElement("div");
  tools.className = "tools";
  tools.append(themeButton);
  document.querySelector("header").prepend(tools);
  showTheme();

  // --- one story: steps, panels, scrubber
  const players = new Map();

  const element = (name, attributes = {}, ...content) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...content);
    return made;
  };

  /** The world at a step: of each field what was told last. */
  const worldAt = (steps, number) => {
    const world = new Map();
    for (let index = 0; index <= number; ++index) {
      for (const field of steps[index].querySelectorAll("[data-f]")) {
        world.set(field.dataset.f, { field, changed: index === number });
      }
    }
    return world;
  };

  const makePlayer = (story) => {
    const place = story.querySelector(":scope > .player");
    const steps = [...story.querySelectorAll(".step")];
    if (!place || steps.length === 0) return null;
    const bands = new Map();
    for (const band of story.querySelectorAll(".band")) bands.set(Number(band.dataset.step), band);
    const last = steps.length - 1;
    const range = element("input", { type: "range", min: 0, max: last, value: 0, "aria-label": "Step of this run" });
    const where = element("output", { class: "where", "aria-live": "off" });
    const now = element("ul", { class: "now" });
    const world = element("dl", { class: "world", "aria-label": "The world after this step" });
    const button = (label, name, by) => {
      const made = element("button", { type: "button", "aria-label": name }, label);
      made.addEventListener("click", () => show(by(current)));
      return made;
    };
    let current = 0;

    const show = (number, quiet = false) => {
      current = Math.max(0, Math.min(last, number));
      for (const marked of story.querySelectorAll(".now[data-step]")) marked.classList.remove("now");
      const step = steps[current];
      step.classList.add("now");
      const band = bands.get(current);
      if (band) {
        band.classList.add("now");
        const scroll = band.closest(".scroll");
        const box = band.querySelector("rect");
        const left = Number(box.getAttribute("x"));
        const right = left + Number(box.getAttribute("width"));
        if (!quiet && (left < scroll.scrollLeft + 96 || right > scroll.scrollLeft + scroll.clientWidth)) {
          scroll.scrollLeft = left - scroll.clientWidth / 2;
        }
      }
      const at = step.querySelector(".at").textContent;
      const told = [...step.querySelectorAll(".events > li")];
      range.value = current;
      range.setAttribute("aria-valuetext", `step ${current} of ${last}, at ${at}: ${told.map((one) => one.textContent).join("; ")}`);
      where.textContent = `step ${current} of ${last}, ${at}`;
      now.replaceChildren(...told.map((one) => one.cloneNode(true)));
      world.replaceChildren(...[...worldAt(steps, current).values()].map(({ field, changed }) => {
        const shown = field.cloneNode(true);
        shown.className = changed ? "changed" : "";
        return shown;
      }));
    };

    range.addEventListener("input", () => show(Number(range.value)));
    place.append(
      element("div", { class: "bar" },
        button("First", "First step", () => 0), button("Back", "One step back", (step) => step - 1),
        range, button("Next", "Next step", (step) => step + 1), button("Last", "Last step", () => last), where),
      element("div", { class: "view" }, now, world));
    for (const [number, band] of bands) {
      band.addEventListener("click", (event) => { event.preventDefault(); show(number); });
    }
    const player = { show, step: () => current, steps, story };
    show(0, true);
    return player;
  };

  const playerOf = (story) => {
    if (!story) return null;
    if (!players.has(story)) players.set(story, makePlayer(story));
    return players.get(story);
  };
  /** Whether nothing that is closed hides it. */
  const isOpen = (part) => {
    for (let place = part.closest("details"); place; place = place.parentElement.closest("details")) {
      if (!place.open) return false;
    }
    return true;
  };
  const stories = [...document.querySelectorAll(".story")];
  const openStories = () => stories.filter(isOpen);
  const prepare = () => openStories().forEach(playerOf);
  document.addEventListener("toggle", (event) => {
    if (event.target instanceof HTMLDetailsElement && event.target.open) prepare();
  }, true);

  // --- links into a cell or a step
  const reveal = (target) => {
    for (let place = target.closest("details"); place; place = place.parentElement.closest("details")) place.open = true;
  };
  const follow = () => {
    let name;
    try { name = decodeURIComponent(location.hash.slice(1)); } catch { return; }
    if (!name) return;
    let target = document.getElementById(name);
    const step = /^step-(\d+)$/.exec(name);
    if (step) {
      const story = lastUsed || openStories()[0] || stories[0];
      target = story && (story.querySelectorAll(".step")[Number(step[1])] || target);
    }
    if (!target) return;
    reveal(target);
    prepare();
    const shown = target.closest(".step");
    if (shown) {
      const player = playerOf(shown.closest(".story"));
      if (player) player.show(Number(shown.dataset.step));
      lastUsed = shown.closest(".story");
    }
    target.scrollIntoView({ block: shown ? "center" : "start" });
    const focus = target.matches("details") ? target.querySelector("summary") : null;
    if (focus) focus.focus({ preventScroll: true });
  };
  let lastUsed = null;
  addEventListener("hashchange", follow);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    // A link to where one is already changes nothing that could be heard of.
    if (link && link.getAttribute("href") === location.hash) setTimeout(follow);
    const story = event.target.closest(".story");
    if (story) lastUsed = story;
  });

  // --- keys
  const nearestStory = () => {
    const focused = document.activeElement && document.activeElement.closest(".story");
    if (focused) return focused;
    if (lastUsed && isOpen(lastUsed)) return lastUsed;
    return openStories()[0] || null;
  };
  const moveInMatrix = (field, key) => {
    const row = field.parentElement;
    const column = field.cellIndex;
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[key];
    const rows = [...row.parentElement.rows];
    const next = rows[rows.indexOf(row) + step[0]];
    const link = next && next.cells[column + step[1]] && next.cells[column + step[1]].querySelector("a");
    if (link) link.focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input, textarea, select")) return;
    if (event.key === "t") { turnTheme(); return; }
    if (!event.key.startsWith("Arrow")) return;
    const field = event.target.closest(".matrix td");
    if (field) { moveInMatrix(field, event.key); event.preventDefault(); return; }
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const player = playerOf(nearestStory());
    if (!player) return;
    player.show(player.step() + (event.key === "ArrowRight" ? 1 : -1));
    event.preventDefault();
  });

  prepare();
  follow();
})();
