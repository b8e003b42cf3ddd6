// A plain server beside the proxy under attack: if it answers late too, the machine is to blame.
import { createServer } from 'node:http';

const { address } = JSON.parse(process.argv[2]);
const server = createServer((_, response) => response.end('healthy'));
server.listen(0, address, () => process.send({ type: 'ready', port: server.address().port }));
process.once('disconnect', () => process.exit());
