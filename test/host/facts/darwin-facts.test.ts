import { expect, it } from 'vitest';
import { parseNetstat } from '../../../src/host/facts/darwin-facts.js';
import { readFacts } from '../../../src/host/facts/read-facts.js';
import { madeHost } from '../../support/made-host.js';

/** As macOS 14 prints them. */
const PROGRAMS = {
  sysctl: `net.inet.ip.portrange.first: 49152
net.inet.ip.portrange.last: 65535
kern.maxfiles: 245760
kern.maxfilesperproc: 122880
kern.num_files: 5120
kern.ipc.somaxconn: 128
hw.memsize: 17179869184
hw.pagesize: 16384
`,
  ifconfig: `lo0: flags=8049<UP,LOOPBACK,RUNNING,MULTICAST> mtu 16384
\toptions=1203<RXCSUM,TXCSUM,TXSTATUS,SW_TIMESTAMP>
\tinet 127.0.0.1 netmask 0xff000000
\tinet6 ::1 prefixlen 128
\tinet 127.0.0.2 netmask 0xff000000
\tnd6 options=201<PERFORMNUD,DAD>
`,
  netstat: `Active Internet connections (including servers)
Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)
tcp4       0      0  127.0.0.1.8080         *.*                    LISTEN
tcp6       0      0  *.80                   *.*                    LISTEN
tcp4       0      0  127.0.0.1.50000        127.0.0.1.8080         ESTABLISHED
`,
  sh: '256\nunlimited\n',
  vm_stat: `Mach Virtual Memory Statistics: (page size of 16384 bytes)
Pages free:                               10000.
Pages active:                            300000.
Pages inactive:                           20000.
Pages speculative:                         5000.
`,
};

it('is read through sysctl, ifconfig, netstat, ulimit and vm_stat', () => {
  const facts = readFacts(madeHost({ platform: 'darwin', release: '23.5.0', programs: PROGRAMS }));
  expect(facts).toMatchObject({
    platform: 'darwin',
    kernel: '23.5.0',
    portRange: [49_152, 65_535],
    reservedPorts: '',
    portsInUse: [80, 8080],
    loopback: { cidrs: ['127.0.0.1/8', '127.0.0.2/8'], aliases: 2, usable: 2 },
    nofile: { soft: 256, hard: null },
    nrOpen: 122_880,
    fileMax: 245_760,
    filesOpen: 5120,
    memory: { totalBytes: 17_179_869_184, availableBytes: 35_000 * 16_384 },
    tcp: { somaxconn: 128 },
  });
  expect(facts).not.toHaveProperty('conntrack');
  expect(facts.origins?.portRange).toBe('sysctl net.inet.ip.portrange');
});

it('leaves out what no program tells', () => {
  const facts = readFacts(madeHost({ platform: 'darwin', programs: {} }));
  expect(facts).not.toHaveProperty('portRange');
  expect(facts).not.toHaveProperty('portsInUse');
  expect(parseNetstat(null)).toBeNull();
});
