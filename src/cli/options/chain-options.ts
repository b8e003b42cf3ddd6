import { Option } from 'commander';
import { badOption } from './option-parsers.js';

/** `--engine`, with TIDEGATE_ENGINE as its environment variable. */
export function engineOption(): Option {
  return new Option('--engine <engine>', 'the sockets underneath')
    .choices(['auto', 'epoll', 'node'])
    .env('TIDEGATE_ENGINE')
    .default('auto');
}

/** `--loopback`, so that several chains can run side by side. */
export function loopbackOption(): Option {
  return new Option(
    '--loopback <block>',
    'run on loopback addresses of its own: 127.0.0.N becomes <block>.N, for example 127.9.8',
  ).argParser(parseLoopbackBlock);
}

function parseLoopbackBlock(text: string): string {
  const octets = /^127\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!octets || Number(octets[1]) > 255 || Number(octets[2]) > 255) {
    const hint = 'Give the first three octets of a loopback block, for example 127.9.8.';
    throw badOption('--loopback', text, hint);
  }
  return text;
}
