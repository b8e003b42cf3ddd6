// A mass of clients that attack a proxy, each connection in a way drawn at random. A connection
// lives a few seconds at most, and another takes its place.
import { connect } from 'node:net';
import { constants, setPriority } from 'node:os';
import { HOSTILE_REQUESTS, UNREAD } from './support/hostile-requests.js';
import { pump } from './support/pump.js';
import { Random, seedOf } from './support/random.js';

const { seed, address, port, streamPort, mass, only = '' } = JSON.parse(process.argv[2]);
const LONGEST_LIFE_MS = 6000;
/** Connections a second, so that two cores can also serve. */
const PACE_MS = 5;
const STREAM_SHARE = 0.1;

setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
const names = Object.keys(HOSTILE_REQUESTS).filter((name) => name.includes(only));
const counts = {};
let [nth, open] = [0, 0];

setInterval(() => {
  if (open < mass) attackOnce(new Random(seedOf(seed, 'client', nth++)));
}, PACE_MS);
setInterval(() => process.send({ type: 'counts', counts }), 1000);
process.once('disconnect', () => process.exit());

function attackOnce(random) {
  const name = random.pick(names);
  counts[name] = (counts[name] ?? 0) + 1;
  open += 1;
  const to = random.chance(STREAM_SHARE) ? streamPort : port;
  const socket = connect({ host: address, port: to, allowHalfOpen: random.chance(0.3) });
  const life = setTimeout(() => socket.destroy(), random.int(LONGEST_LIFE_MS));
  socket.on('error', () => undefined);
  socket.once('close', () => {
    clearTimeout(life);
    open -= 1;
  });
  socket.once('connect', () => pump(socket, HOSTILE_REQUESTS[name](random)));
  if (UNREAD.has(name)) socket.pause();
  else socket.resume();
}
