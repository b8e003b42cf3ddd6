import { TidegateError } from '../../lib/errors.js';

/** netdevice(7), Linux UAPI. */
const SIOCGIFFLAGS = 0x8913;
const SIOCSIFFLAGS = 0x8914;
const IFF_UP = 1;
/** `struct ifreq`: 16 bytes of name, then the flags. */
const IFREQ_BYTES = 40;
const FLAGS_AT = 16;
const AF_INET = 2;
const SOCK_DGRAM = 2;

/**
 * Brings up `lo`, which is down in a new namespace; it then has 127.0.0.1/8. Uses ioctl, because
 * `ip` is not installed everywhere and koffi is loaded anyway.
 * @throws TidegateError ENGINE_UNAVAILABLE, NAMESPACE_DENIED
 */
export async function bringLoopbackUp(): Promise<void> {
  const { default: koffi } = await import('koffi').catch((cause: unknown) => {
    throw new TidegateError('ENGINE_UNAVAILABLE', 'koffi does not load, so nothing binds late', {
      hint: 'Install it: npm install koffi.',
      cause,
    });
  });
  const c = koffi.load(null);
  const socket = c.func('socket', 'int', ['int', 'int', 'int']);
  const ioctl = c.func('ioctl', 'int', ['int', 'ulong', '...']);
  const close = c.func('close', 'int', ['int']);
  const request = Buffer.alloc(IFREQ_BYTES);
  request.write('lo');
  const fd: number = socket(AF_INET, SOCK_DGRAM, 0);
  const told = (what: number): boolean => ioctl(fd, what, 'void *', request) === 0;
  const flags = new Int16Array(request.buffer, request.byteOffset + FLAGS_AT, 1);
  const read = told(SIOCGIFFLAGS);
  flags[0] = (flags[0] ?? 0) | IFF_UP;
  const up = read && told(SIOCSIFFLAGS);
  const errno = koffi.errno();
  close(fd);
  if (up) return;
  throw new TidegateError('NAMESPACE_DENIED', `lo cannot be brought up (errno ${errno})`, {
    hint: 'Run it as root, or where unprivileged user namespaces keep their capabilities.',
  });
}
