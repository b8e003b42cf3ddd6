// What a proxy of node:http alone reaches, no more than it must do:
// `node node-http-proxy.js LISTEN ORIGIN`. `/kept/` goes on by kept connections, `/each/` by one each.
import { Agent, createServer, request } from 'node:http';

const [listen, origin] = process.argv.slice(2);
const [host, port] = origin.split(':');
const agents = { kept: new Agent({ keepAlive: true }), each: new Agent({ keepAlive: false }) };

const server = createServer((incoming, outgoing) => {
  const [, kind, ...path] = incoming.url.split('/');
  const { method, headers } = incoming;
  const agent = agents[kind];
  if (agent === undefined) return outgoing.writeHead(204).end();
  const upstream = request({ host, port, agent, method, headers, path: `/${path.join('/')}` });
  upstream.on('response', (answer) => {
    outgoing.writeHead(answer.statusCode, answer.headers);
    answer.pipe(outgoing);
  });
  upstream.on('error', () => outgoing.writeHead(502).end());
  incoming.pipe(upstream);
});
const [address, listenPort] = listen.split(':');
server.listen(Number(listenPort), address);
