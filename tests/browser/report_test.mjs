// Opens HTML reports in a real browser and looks whether they do what they say.
//   node report_test.mjs BROWSER PICTURES NAME=REPORT...
// The first report is that of the seed bug, the second one of the same runs before they were made
// small. Pictures go into the folder PICTURES. The last line is "N passed, N failed".
import { strict as assert } from "node:assert";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const [executablePath, pictures, ...given] = process.argv.slice(2);
const reports = given.map((one) => {
  const [name, path] = one.split("=");
  return { name, url: pathToFileURL(path).href };
});
const wide = { width: 1280, height: 900 };
const narrow = { width: 390, height: 844, isMobile: true, hasTouch: true };

const browser = await puppeteer.launch({
  executablePath, headless: true, protocolTimeout: 300000, args: ["--no-sandbox", "--disable-gpu"] });
let passed = 0;
let failed = 0;

const test = async (name, check) => {
  try {
    await check();
    ++passed;
  } catch (error) {
    ++failed;
    console.log(`FAILED: ${name}\n  ${String(error.message || error).split("\n").join("\n  ")}`);
  }
};

/** Checks a page, and that it complains of nothing and asks nobody. */
const withPage = async (url, viewport, check, before = async () => {}) => {
  // Nothing that one page keeps reaches another.
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warn"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (!/^(file|data):/.test(request.url())) complaints.push(`asked for ${request.url()}`);
  });
  try {
    await page.setViewport(viewport);
    await before(page);
    await page.goto(url, { waitUntil: "load", timeout: 120000 });
    await check(page);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
};

const picture = (page, name, fullPage = false) =>
  page.screenshot({ path: join(pictures, `${name}.png`), fullPage });
const tooWide = (page) => page.evaluate(() => {
  const root = document.documentElement;
  return root.scrollWidth - root.clientWidth;
});
const stateOf = (page) => page.$eval(".story .player .world", (world) => world.innerText);
const stepOf = (page) => page.$eval(".story .player .where", (where) => where.innerText);
const colourOf = (page) =>
  page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);

/** All nodes of the accessibility tree. */
const nodesOf = async (page) => {
  const found = [];
  const walk = (node) => {
    found.push(node);
    (node.children || []).forEach(walk);
  };
  walk(await page.accessibility.snapshot());
  return found;
};

/** In the page: texts with less contrast than 4.5 to 1 to the ground behind them. */
function contrasts() {
  const parse = (text) => (text.match(/[\d.]+/g) || []).map(Number);
  const linear = (part) => {
    const value = part / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  const luminance = ([red, green, blue]) =>
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  const ground = (element) => {
    for (let place = element; place; place = place.parentElement) {
      const colour = parse(getComputedStyle(place).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const bad = new Set();
  const names = "p, li, td, th, dt, dd, h1, h2, h3, h4, a, summary, span, caption, button";
  for (const element of [...document.querySelectorAll(names)].slice(0, 3000)) {
    if (element.namespaceURI.endsWith("svg") || !element.textContent.trim()) continue;
    if (!element.checkVisibility()) continue;
    const one = luminance(parse(getComputedStyle(element).color));
    const other = luminance(ground(element));
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < 4.5) bad.add(`${element.tagName}.${element.className}: ${ratio.toFixed(2)}`);
  }
  return [...bad];
}

for (const { name, url } of reports) {
  await test(`${name}: opens without a complaint, with its matrix, each id once, no link astray`,
    () => withPage(url, wide, async (page) => {
      assert.ok(await page.$$eval(".matrix td a", (fields) => fields.length) >= 4);
      const heads = await page.$$eval(".matrix th[scope=row], .matrix th[scope=col]", (all) => all.length);
      assert.ok(heads >= 4);
      const twice = await page.$$eval("[id]", (all) => all.length - new Set(all.map((one) => one.id)).size);
      assert.equal(twice, 0);
      const astray = await page.$$eval("a[href^='#']", (links) =>
        links.map((link) => link.getAttribute("href").slice(1))
          .filter((target) => !document.getElementById(target)));
      assert.deepEqual(astray, []);
      await picture(page, `${name}-wide`);
    }));

  await test(`${name}: nothing is wider than the page`, async () => {
    for (const [kind, viewport] of Object.entries({ wide, narrow })) {
      await withPage(url, viewport, async (page) => {
        if (kind === "narrow") await picture(page, `${name}-narrow`);
        await page.$$eval("details", (all) => {
          for (const one of all.slice(0, 40)) one.open = true;
        });
        assert.ok(await tooWide(page) <= 0, `${kind}: by ${await tooWide(page)} pixels`);
      });
    }
  });

  await test(`${name}: a field of the matrix opens its cell by keyboard`,
    () => withPage(url, wide, async (page) => {
      const target = await page.$$eval(".matrix td a", (fields) => {
        const last = fields[fields.length - 1];
        last.focus();
        return last.getAttribute("href").slice(1);
      });
      await page.keyboard.press("Enter");
      await page.waitForFunction((id) => document.getElementById(id).open, { timeout: 20000 }, target);
      const { focused, top } = await page.evaluate((id) => ({
        focused: document.activeElement.closest("details").id,
        top: document.getElementById(id).getBoundingClientRect().top,
      }), target);
      assert.equal(focused, target);
      assert.ok(top >= -1 && top < 900, `it stands at ${top}`);
    }));

  await test(`${name}: what is not text has a name`, () => withPage(url, wide, async (page) => {
    const nodes = await nodesOf(page);
    for (const role of ["image", "slider", "button", "link", "table", "region", "navigation"]) {
      const nameless = nodes.filter((node) => node.role === role && !(node.name || "").trim());
      assert.equal(nameless.length, 0, `${nameless.length} of the role ${role} have none`);
    }
    assert.ok(nodes.some((node) => node.role === "image" && /Timeline/.test(node.name)));
    assert.ok(nodes.some((node) => node.role === "slider" && /Step/.test(node.name)));
    assert.ok(nodes.some((node) => node.role === "heading" && node.level === 1));
  }));

  await test(`${name}: dark and light, by the system and by hand, with enough contrast`,
    () => withPage(url, wide, async (page) => {
      const dark = await colourOf(page);
      assert.deepEqual(await page.evaluate(contrasts), [], "too little in the dark");
      await picture(page, `${name}-dark`);
      await page.click(".tools button");
      assert.notEqual(await colourOf(page), dark);
      assert.deepEqual(await page.evaluate(contrasts), [], "too little in the light");
      await page.keyboard.press("t");
      assert.equal(await colourOf(page), dark);
    }, (page) => page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }])));

  await test(`${name}: on paper the story is there and the scrubber is not`,
    () => withPage(url, wide, async (page) => {
      await page.emulateMediaType("print");
      assert.equal(await page.$eval(".story .player", (part) => getComputedStyle(part).display), "none");
      const height = (selector) =>
        page.$eval(selector, (part) => part.getBoundingClientRect().height);
      assert.ok(await height(".story svg.timeline") > 50);
      assert.ok(await height(".story .step") > 5);
      await page.pdf({ path: join(pictures, `${name}.pdf`), format: "A4", printBackground: true, timeout: 240000 });
    }));

  await test(`${name}: without its script it can be read`, () => withPage(url, wide, async (page) => {
    assert.ok(await page.$(".story .steps .step"));
    assert.ok(await page.$("details.cell[open] svg.timeline"));
    assert.equal(await page.$(".player .bar"), null);
  }, (page) => page.setJavaScriptEnabled(false)));
}

const seed = reports[0].url;
await test("the seed bug: the words that tell it stand on the first screens",
  () => withPage(seed, wide, async (page) => {
    const story = await page.$eval(".story", (part) => part.innerText);
    for (const words of ["stays STALE for ever", "Why it never heals", "put is dropped",
      "What then repeats for ever"]) {
      assert.ok(story.includes(words), words);
    }
    assert.ok(await page.$eval(".story", (part) => part.getBoundingClientRect().top) < 1200);
    assert.ok(await page.$$eval("details.cell[open] .mark.dropped", (marks) => marks.length) >= 2);
    await picture(page, "seed-bug-whole", true);
    await page.$eval("details.cell[open]", (cell) => cell.scrollIntoView());
    await picture(page, "seed-bug");
  }));

await test("the scrubber moves by keys and shows another world",
  () => withPage(seed, wide, async (page) => {
    const before = await stateOf(page);
    await page.focus(".story .player input");
    for (let press = 0; press < 3; ++press) await page.keyboard.press("ArrowRight");
    assert.match(await stepOf(page), /^step 3 /);
    assert.notEqual(await stateOf(page), before);
    const told = await page.$eval(".story .player input", (range) => range.getAttribute("aria-valuetext"));
    assert.match(told, /step 3 of/);
    assert.equal(await page.$eval(".story .step.now", (step) => step.dataset.step), "3");
    assert.equal(await page.$eval(".story .band.now", (band) => band.dataset.step), "3");
    await page.keyboard.press("End");
    assert.match(await stepOf(page), /^step (\d+) of \1,/);
    await page.$eval(".story .player", (player) => player.scrollIntoView());
    await picture(page, "scrubber");
  }));

await test("keys go through the steps wherever one reads", () => withPage(seed, wide, async (page) => {
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowLeft");
  assert.match(await stepOf(page), /^step 1 /);
}));

await test("a step of the drawing can be clicked", () => withPage(seed, wide, async (page) => {
  const number = ".story .band[data-step='2'] text";
  await page.$eval(number, (text) => text.scrollIntoView({ block: "center" }));
  await page.click(number);
  assert.match(await stepOf(page), /^step 2 /);
}));

await test("#step-7 points into the first story", () => withPage(`${seed}#step-7`, wide, async (page) => {
  assert.match(await stepOf(page), /^step 7 /);
  const { step, top } = await page.$eval(".story .step.now", (now) => ({
    step: now.dataset.step, top: now.getBoundingClientRect().top }));
  assert.equal(step, "7");
  assert.ok(top > 0 && top < 900, `the step stands at ${top}`);
  await page.evaluate(() => { location.hash = "#step-2"; });
  await page.waitForFunction(() => document.querySelector(".step.now").dataset.step === "2", { timeout: 20000 });
}));

const long = reports[1].url;
await test("#step-17 points into a long story", () => withPage(`${long}#step-17`, wide, async (page) => {
  assert.match(await stepOf(page), /^step 17 /);
}));

await test("a link to step 17 of a cell that is closed opens it there", async () => {
  let id = "";
  await withPage(long, wide, async (page) => {
    id = await page.$$eval("details.cell:not([open]) > .body > .story .step[data-step='17']",
      (steps) => steps[0].id);
  });
  assert.match(id, /--step-17$/);
  await withPage(`${long}#${id}`, wide, async (page) => {
    const found = await page.$eval(`[id="${id}"]`, (step) => ({
      now: step.classList.contains("now"),
      open: step.closest("details.cell").open,
      top: step.getBoundingClientRect().top,
      where: step.closest(".story").querySelector(".where").innerText,
    }));
    assert.deepEqual([found.now, found.open], [true, true]);
    assert.match(found.where, /^step 17 /);
    assert.ok(found.top > 0 && found.top < 900, `the step stands at ${found.top}`);
    await picture(page, "step-17");
  });
});

await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
