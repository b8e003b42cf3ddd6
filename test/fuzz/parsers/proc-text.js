import { readDarwinFacts } from '../../../dist/host/facts/darwin-facts.js';
import { readLinuxFacts } from '../../../dist/host/facts/linux-facts.js';

/** The text is the content of every file of /proc and the output of every program. */
const host = (text) => ({
  platform: 'linux',
  release: '6.1',
  cpus: 2,
  read: () => text,
  lines: () => text.split('\n'),
  loopbackCidrs: () => ['127.0.0.1/8'],
  run: () => text,
  versionText: () => text,
});

export const procText = {
  right: [
    'MemTotal:       16384 kB\nMemAvailable:    8192 kB\nSlab: 1 kB\n',
    'Max open files            1024                 524288               files\n',
    '  sl  local_address rem_address   st\n   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000\n',
    '4:cpu,memory:/a/b\n0::/user.slice\n',
    'TCP  100 200 10 1 : tunables 0 0 0 : slabdata 1 1 0\n',
    '32768\t60999\n',
    'tcp4       0      0  *.8080  *.*   LISTEN\nnet.inet.ip.portrange.first: 49152\nPages free: 123.\n',
    'nginx version: nginx/1.22.1\n',
    'HAProxy version 2.6.12-1 2023/12/16 - https://haproxy.org/\nStatus: x\n',
    'CapEff:\t000001ffffffffff\n',
    'lo0: flags\n\tinet 127.0.0.1 netmask 0xff000000\n',
  ],
  words: ': kB LISTEN 0A 0100007F: memory, / tcp4 inet netmask 0x Pages free: 1 -1 max'
    .split(' ')
    .concat('\n', '\t', '  '),
  run(text) {
    readLinuxFacts(host(text));
    readDarwinFacts(host(text));
  },
};
