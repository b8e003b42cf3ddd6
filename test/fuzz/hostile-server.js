// A server that answers each request in a way drawn at random, most of them wrong. Serves the load,
// bench and the proxy alike. Tells its parent how often it did what.
import { createServer } from 'node:net';
import { constants, setPriority } from 'node:os';
import { HOSTILE_ANSWERS } from './support/hostile-answers.js';
import { pump } from './support/pump.js';
import { Random, seedOf } from './support/random.js';

const { seed, address, rightShare = 0.2 } = JSON.parse(process.argv[2]);
/** Everything is short, because a proxy's time-outs have their own test. */
const LIFE_MS = 8000;

setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
const names = Object.keys(HOSTILE_ANSWERS);
const counts = {};
let nth = 0;

const server = createServer({ allowHalfOpen: true }, (socket) => {
  socket.on('error', () => undefined);
  const life = setTimeout(() => socket.destroy(), LIFE_MS);
  socket.once('close', () => clearTimeout(life));
  let answering = false;
  socket.on('data', () => {
    const random = new Random(seedOf(seed, 'server', nth++));
    const name = random.chance(rightShare) ? 'right' : random.pick(names);
    if (answering) return;
    answering = name !== 'right';
    counts[name] = (counts[name] ?? 0) + 1;
    pump(socket, HOSTILE_ANSWERS[name](random));
  });
  socket.on('end', () => socket.end());
});
server.listen(0, address, () => process.send({ type: 'ready', port: server.address().port }));

setInterval(() => process.send({ type: 'counts', counts }), 1000);
process.once('disconnect', () => process.exit());
