// What text becomes under attack: pieces of right texts cut, doubled and put together, the words of
// a grammar in the wrong places, and runs of one character long enough to show what is not linear.

const RUN_CHARACTERS = ' \t\r\n\0"\'\\{}[]()<>;:,.=/?#%$&*-+_!@|~^`aA0xé\u00ff'.split('');
const LONGEST_RUN = 80_000;
const LONGEST_TEXT = 400_000;

/**
 * @param right texts that the parser takes.
 * @param words of its grammar.
 */
export function attack(random, right, words) {
  let text = beginning(random, right, words);
  for (let times = random.size(8) - 1; times > 0; times -= 1) {
    text = random.pick(MUTATIONS)(random, text, right, words).slice(0, LONGEST_TEXT);
  }
  return text;
}

function beginning(random, right, words) {
  const draw = random.int(10);
  if (draw < 6 && right.length > 0) return random.pick(right);
  if (draw < 8) return someWords(random, words, random.size(60));
  return draw === 8 ? run(random, words) : random.bytes(random.size(2000));
}

const MUTATIONS = [
  (random, text) => cut(random, text, ''),
  (random, text) => cut(random, text, random.bytes(random.size(4))),
  (random, text, _, words) => insert(random, text, random.pick(words)),
  (random, text, _, words) => insert(random, text, someWords(random, words, random.size(20))),
  (random, text, _, words) => insert(random, text, run(random, words)),
  (random, text, right) => splice(random, text, right.length > 0 ? random.pick(right) : text),
  (random, text) => doubled(random, text),
  (random, text) => text.slice(0, random.int(text.length + 1)),
];

function run(random, words) {
  const one = random.chance(0.7) ? random.pick(RUN_CHARACTERS) : random.pick(words);
  return one.repeat(Math.ceil(random.size(LONGEST_RUN) / Math.max(1, one.length)));
}

function someWords(random, words, count) {
  const separator = random.pick(['', ' ', ' ', '\n', ', ']);
  return Array.from({ length: count }, () => random.pick(words)).join(separator);
}

function cut(random, text, instead) {
  const from = random.int(text.length + 1);
  return text.slice(0, from) + instead + text.slice(from + random.size(50));
}

function insert(random, text, piece) {
  const at = random.int(text.length + 1);
  return text.slice(0, at) + piece + text.slice(at);
}

function splice(random, text, other) {
  return text.slice(0, random.int(text.length + 1)) + other.slice(random.int(other.length + 1));
}

function doubled(random, text) {
  const from = random.int(text.length + 1);
  const piece = text.slice(from, from + random.size(400));
  const times = Math.min(random.size(3000), LONGEST_TEXT / Math.max(1, piece.length));
  return text.slice(0, from) + piece.repeat(times) + text.slice(from);
}
