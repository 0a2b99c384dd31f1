// Values as text, for the console and node:util: as JSON, but for what JSON has no words for.

/// What was behind it goes with an error. One may be behind itself.
function error_text(error, depth = 0) {
  const text = error.stack ?? String(error);
  if (depth === 3) return text;
  const behind = [error.cause, ...(Array.isArray(error.errors) ? error.errors : [])];
  const texts = behind
    .filter((value) => value !== undefined)
    .map((value) => (value instanceof Error ? error_text(value, depth + 1) : shown(value)));
  return [text, ...texts].join("; because of ");
}

function plain(_, value) {
  if (value instanceof Error) return String(value);
  if (value instanceof Map) return { [`Map(${value.size})`]: [...value] };
  if (value instanceof Set) return { [`Set(${value.size})`]: [...value] };
  if (value instanceof Headers) return Object.fromEntries(value);
  if (typeof value === "bigint") return `${value}n`;
  return value;
}

export function shown(value) {
  if (typeof value === "string") return value;
  if (typeof value === "bigint") return `${value}n`;
  if (value instanceof Error) return error_text(value);
  if (typeof value !== "object" || value === null) return String(value);
  try {
    return JSON.stringify(value, plain);
  } catch {
    return Object.prototype.toString.call(value); // refers to itself
  }
}

const as_number = (value) => (typeof value === "bigint" ? shown(value) : String(Number(value)));
const by_letter = {
  s: shown,
  d: as_number,
  i: (value) => (typeof value === "bigint" ? shown(value) : String(Math.trunc(Number(value)))),
  f: as_number,
  j: shown,
  o: shown,
  O: shown,
  c: () => "",
};

/// As console.spec.whatwg.org has it ("Formatter").
export function formatted(first, ...values) {
  if (typeof first !== "string" || values.length === 0) {
    return [first, ...values].map(shown).join(" ");
  }
  const text = first.replace(/%([sdifjoOc%])/g, (whole, letter) => {
    if (letter === "%") return "%";
    return values.length === 0 ? whole : by_letter[letter](values.shift());
  });
  return [text, ...values.map(shown)].join(" ");
}
