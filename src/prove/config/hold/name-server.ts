import { createSocket, type Socket } from 'node:dgram';
import { parseIpv4 } from '../../../lib/address/ip.js';

const HEADER_BYTES = 12;
const TYPE_A = 1;
/** Flags of an authoritative response to a question that asked for recursion. */
const FLAGS = 0x8580;
/** Points to the name in the question (RFC 1035, 4.1.4). */
const NAME_OF_QUESTION = 0xc00c;
const TTL_S = 300;

/** Answers for names of the configuration, because nginx asks a resolver for the names in variables. */
export async function serveNames(hosts: Readonly<Record<string, string>>): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    const answer = answerTo(query, hosts);
    if (answer) socket.send(answer, from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(53, '127.0.0.1', resolve));
  return socket;
}

/** @returns null if it is no question */
export function answerTo(query: Buffer, hosts: Readonly<Record<string, string>>): Buffer | null {
  const question = questionOf(query);
  if (!question) return null;
  const address = question.type === TYPE_A ? hosts[question.name.toLowerCase()] : undefined;
  const head = Buffer.alloc(HEADER_BYTES);
  head.writeUInt16BE(query.readUInt16BE(0), 0);
  head.writeUInt16BE(FLAGS, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(address === undefined ? 0 : 1, 6);
  const asked = query.subarray(HEADER_BYTES, question.end);
  return Buffer.concat(address === undefined ? [head, asked] : [head, asked, record(address)]);
}

function questionOf(query: Buffer): { name: string; type: number; end: number } | null {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (;;) {
    const length = query[at];
    if (length === undefined || length > 63) return null;
    at += 1;
    if (length === 0) break;
    labels.push(query.subarray(at, at + length).toString('latin1'));
    at += length;
  }
  if (at + 4 > query.length) return null;
  return { name: labels.join('.'), type: query.readUInt16BE(at), end: at + 4 };
}

function record(address: string): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt16BE(NAME_OF_QUESTION, 0);
  bytes.writeUInt16BE(TYPE_A, 2);
  bytes.writeUInt16BE(1, 4);
  bytes.writeUInt32BE(TTL_S, 6);
  bytes.writeUInt16BE(4, 10);
  bytes.writeUInt32BE(parseIpv4(address) ?? 0, 12);
  return bytes;
}
