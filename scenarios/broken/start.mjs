// One deployment as a process of its own: node scenarios/broken/start.mjs NAME BLOCK PORT
//
// Prints a line of JSON when it serves: url, backendUrls, and the files that are the maintenance
// pages of a and b. Ends, with everything it started, on SIGTERM, on Ctrl-C, and when its standard
// input ends, so that it never outlives a parent that holds that open.
import { DEPLOYMENTS } from './deployments.mjs';
import { startDeployment } from './parts/deployment.mjs';

const [name, block = '127.0.0', port = '18080'] = process.argv.slice(2);
const described = DEPLOYMENTS.find((one) => one.name === name);
if (!described) {
  process.stderr.write(`there is no deployment "${name}"\n`);
  process.exit(2);
}
const { url, backendUrls, fileOf, stop } = await startDeployment(described.made, {
  block,
  port: Number(port),
});
const end = () => void stop().then(() => process.exit(0));
process.once('SIGTERM', end);
process.once('SIGINT', end);
process.stdin.once('end', end).resume();
process.stdout.write(`${JSON.stringify({ url, backendUrls, a: fileOf('a'), b: fileOf('b') })}\n`);
