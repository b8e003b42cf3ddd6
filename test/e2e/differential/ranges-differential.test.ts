import { ask, type ClientBytes, compareWithNginx } from '../../proxy/support/differential.js';
import { loopback } from '../../support/loopback.js';

/** Which bytes of a file a client gets that asks for a range. */
const front = { address: loopback(1), port: 8000 };

/** Modification time of the file, in seconds. */
const FILE_SECONDS = 1_700_000_000;
const FILE = Array.from({ length: 1000 }, (_, index) => String.fromCharCode(97 + (index % 26)));
const DATE = new Date(FILE_SECONDS * 1000).toUTCString();
const TAG = `"${FILE_SECONDS.toString(16)}-${FILE.length.toString(16)}"`;

const RANGES = [
  ...['0-0', '0-9', '10-', '-10', '999-', '990-2000', '0-999', '0-1000', '-1000', '-2000', '-0'],
  ...['1000-', '1000-1001', '2000-3000', '9-3', '5-5', ' 5 - 7 ', '5- 7', '- 7', '-', '', ',', '1'],
  ...['a-b', '1-b', '1-2x', '1-2 x', '+1-2', '0x1-2', '1--2', '--2', '0-0,', ',0-0', '0-0,,1-1'],
  ...['0-0,2-2', '0-9, 20-29', '0-9 , -10', '-1,-2,-3', '0-499,500-999', '0-499,400-999', '0-,0-'],
  ...['0-0,2000-', '2000-,0-0', '2000-,3000-', '9-3,0-0', '0-0,9-3', '0-0,x', '0-0;2-2', '0-,-1'],
  ...['9223372036854775807-', '9223372036854775808-', '0-9223372036854775806'],
  ...['0-9223372036854775807', '0-99999999999999999999', '-9223372036854775807', '00005-00006'],
];

const UNITS = [
  'Bytes=0-4',
  'BYTES=0-4',
  'bytes =0-4',
  'bytes:0-4',
  'items=0-4',
  'bytes',
  'bytes=0',
];

const CONDITIONS = [
  `If-Range: ${TAG}`,
  `If-Range: W/${TAG}`,
  'If-Range: "other"',
  `If-Range: ${DATE}`,
  'If-Range: Thu, 01 Jan 2015 00:00:00 GMT',
  'If-Range: nonsense',
  `If-None-Match: ${TAG}`,
  `If-Modified-Since: ${DATE}`,
];

const get = (range: string, ...fields: string[]): ClientBytes =>
  ask('GET /data', [`Range: bytes=${range}`, ...fields]);

compareWithNginx({
  title: 'ranges',
  config: `worker_processes 1; events { worker_connections 200; } http {
    default_type text/x;
    server { listen ${front.address}:${front.port};
      location /probe { return 204; }
      location /untagged { etag off; }
      location /none { max_ranges 0; }
      location /two { max_ranges 2; }
      location /said { return 200 "said"; }
      location /page { error_page 404 /data; return 404; }
      location /shown { error_page 404 =200 /data; return 404; }
      location /own { etag off; error_page 416 =418 /said; }
    }
  }`,
  front,
  files: Object.fromEntries(
    ['data', 'untagged', 'none', 'two', 'own'].map((name) => [`html/${name}`, FILE.join('')]),
  ),
  fileSeconds: FILE_SECONDS,
  soften: (text) => text.replace(/\b\d{20}\b/g, 'BOUNDARY'),
  cases: [
    ...RANGES.map((range) => ({ name: `bytes=${range}`, connections: [get(range)] })),
    ...UNITS.map((range) => ({
      name: range,
      connections: [ask('GET /data', [`Range: ${range}`])],
    })),
    ...CONDITIONS.map((condition) => ({
      name: condition,
      connections: [
        get('0-4', condition),
        ask('GET /untagged', ['Range: bytes=0-4', condition]),
        ask('HEAD /data', ['Range: bytes=0-4', condition]),
      ],
    })),
    {
      name: 'two fields',
      connections: [ask('GET /data', ['Range: bytes=0-0', 'Range: bytes=2-2'])],
    },
    {
      name: 'max_ranges',
      connections: ['0-0', '0-0,2-2', '0-0,2-2,4-4', '0-0,2000-,4-4', '2000-'].flatMap((range) => [
        ask('GET /none', [`Range: bytes=${range}`]),
        ask('GET /two', [`Range: bytes=${range}`]),
      ]),
    },
    {
      name: 'without a file, and of an error page',
      connections: ['/said', '/page', '/shown', '/missing'].map((path) =>
        ask(`GET ${path}`, ['Range: bytes=0-4']),
      ),
    },
    {
      name: 'an error page of its own for 416',
      connections: [ask('GET /own', ['Range: bytes=2000-'])],
    },
    {
      name: 'other methods',
      connections: ['HEAD', 'POST', 'PUT'].flatMap((method) => [
        ask(`${method} /data`, ['Range: bytes=0-4']),
        ask(`${method} /data`, ['Range: bytes=0-4,8-9']),
        ask(`${method} /data`, ['Range: bytes=2000-']),
      ]),
    },
    {
      name: 'HTTP/1.0, and the next request',
      connections: [
        { wire: 'GET /data HTTP/1.0\r\nRange: bytes=0-4\r\n\r\n', methods: ['GET'] },
        {
          wire: `${get('0-4').wire}${get('3-3,1-1').wire}${get('5000-').wire}`,
          methods: ['GET', 'GET', 'GET'],
        },
      ],
    },
  ],
});
