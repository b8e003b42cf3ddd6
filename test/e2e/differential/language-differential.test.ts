import { hostname } from 'node:os';
import { ask, compareWithNginx, type DifferentialCase } from '../../proxy/support/differential.js';
import { startOrigin } from '../../proxy/support/origins/echo-origin.js';
import { loopback } from '../../support/loopback.js';

/**
 * The language of http: to which location a request is led, by which steps, and what answers it.
 * Each group is one server, found by its name; the origin answers with what it received.
 */
interface Group {
  /** Content of its server block; `ORIGIN` is the address of the echoing origin. */
  readonly server: string;
  readonly names?: string;
  readonly requests: readonly Asked[];
}

/** A request line without its version; or the line, further fields, and a body. */
type Asked = string | readonly [line: string, fields: readonly string[], body?: string];

const front = { address: loopback(1), port: 8000 };
const ORIGIN = `${loopback(2)}:8080`;
/** Port of an origin on 127.0.0.1, which is `localhost`; different for each process. */
const NAMED_PORT = 9_000 + (process.pid % 1_000);
/** No server listens there. */
const DEAD = `${loopback(3)}:8080`;

/** Modification time of `html/page.html`, in seconds. */
const PAGE_SECONDS = 1_700_000_000;
const PAGE = 'a page\n';
const PAGE_DATE = new Date(PAGE_SECONDS * 1000).toUTCString();
const PAGE_ETAG = `"${PAGE_SECONDS.toString(16)}-${PAGE.length.toString(16)}"`;

const PLACES = ['/', '/a', '/a/', '/a/b', '/a/b/', '/a/b/c', '/a/b.php', '/x.php', '/A', '/exact'];

/** The words for the page's own date and tag are replaced by them; see `files` below. */
const CONDITIONS = [
  `If-Modified-Since: ${PAGE_DATE}`,
  'If-Modified-Since: Thu, 01 Jan 2015 00:00:00 GMT',
  'If-Modified-Since: Thu, 01 Jan 2099 00:00:00 GMT',
  'If-Modified-Since: nonsense',
  'If-Unmodified-Since: Thu, 01 Jan 2015 00:00:00 GMT',
  `If-Unmodified-Since: ${PAGE_DATE}`,
  `If-None-Match: ${PAGE_ETAG}`,
  `If-None-Match: W/${PAGE_ETAG}`,
  `If-None-Match: "other", ${PAGE_ETAG}`,
  'If-None-Match: "other"',
  'If-None-Match: *',
  `If-Match: ${PAGE_ETAG}`,
  `If-Match: W/${PAGE_ETAG}`,
  'If-Match: "other"',
  'If-Match: *',
];

const GROUPS: Readonly<Record<string, Group>> = {
  'location: exact, prefix, ^~, patterns': {
    server: `
      location = /exact { return 200 exact; }
      location = /a/ { return 200 "exact slash"; }
      location /a { return 200 prefix; }
      location ^~ /a/b { return 200 final; }
      location ~ \\.php$ { return 200 pattern; }
      location ~* ^/a$ { return 200 "without case"; }
      location / { return 200 root; }`,
    requests: PLACES.map((path) => `GET ${path}`),
  },
  'location: nested': {
    server: `
      location /a {
        location = /a/exact { return 200 "inner exact"; }
        location /a/b { location ~ c$ { return 200 "inner of inner"; } return 200 "inner prefix"; }
        location ^~ /a/final { return 200 "inner final"; }
        location ~ \\.php$ { return 200 "inner pattern"; }
        return 200 outer;
      }
      location ~ ^/p { location ~ r$ { return 200 "pattern in pattern"; } return 200 pattern; }
      location ~ (php|final|b)$ { return 200 "outer pattern"; }`,
    requests: [
      ...PLACES,
      '/a/exact',
      '/a/final',
      '/a/final/x',
      '/a/x.php',
      '/p',
      '/p/q',
      '/p/r',
      '/p/q/r',
    ].map((path) => `GET ${path}`),
  },
  'location: a pattern’s captures, named ones too': {
    server: `
      location ~ ^/(?<first>[^/]+)/(\\d+)(/.*)?$ { return 200 "$1|$2|$3|$4|$first"; }
      location ~ ^/none { return 200 "[$1][$first]"; }
      location / { return 200 "[$1][$first]"; }`,
    requests: ['GET /x/12/rest', 'GET /x/12', 'GET /none', 'GET /'],
  },
  'location: where nothing is, the server’s own settings hold': {
    server: 'root html; default_type text/x-own; location /a { return 204; }',
    requests: ['GET /page.html', 'GET /missing', 'GET /data', 'POST /page.html', 'PUT /page.html'],
  },
  'server_name: a pattern’s captures': {
    server: 'return 200 "$who|$1|$server_name";',
    names: '~^(?<who>.+)\\.captured$',
    requests: [
      ['GET /', ['Host: one.captured']],
      ['GET /', ['Host: Two.Captured:80']],
    ],
  },
  'return: codes, texts, redirects': {
    server: `
      location /200 { return 200; }
      location /200text { return 200 "text for $uri"; }
      location /201 { return 201 made; }
      location /204 { return 204; }
      location /204text { return 204 text; }
      location /301 { return 301 /elsewhere?$args; }
      location /302 { return 302 http://other/$uri; }
      location /302bare { return 302; }
      location /307 { return 307 https://other/; }
      location /url { return http://other/; }
      location /scheme { return $scheme://other/; }
      location /400 { return 400; }
      location /403 { return 403 "no\\n"; }
      location /404 { return 404; }
      location /405 { return 405; }
      location /418 { return 418; }
      location /418text { return 418 teapot; }
      location /444 { return 444; }
      location /499 { return 499; }
      location /500 { return 500; }
      location /503 { return 503; }
      location /599 { return 599; }
      location /700 { return 700 text; }
      location /page.html { return 200 typed; }
      location /empty { return 200 ""; }`,
    requests: [
      ...['200', '200text', '201', '204', '204text', '301?q=1', '302', '302bare', '307', 'url'],
      ...['scheme', '400', '403', '404', '405', '418', '418text', '444', '499', '500', '503'],
      ...['599', '700', 'page.html', 'page.HTML', 'empty'],
    ].flatMap((path): Asked[] => [
      `GET /${path}`,
      `HEAD /${path}`,
      [`POST /${path}`, [], 'some body'],
    ]),
  },
  'return: of the server, before its locations': {
    server: 'add_header X-Level server; return 403 "of the server"; location / { return 200 no; }',
    requests: ['GET /', ['POST /', ['Content-Length: 9000000'], '']].slice(0, 1) as Asked[],
  },
  'set: texts, variables, order, arguments': {
    server: `
      set $one "a$arg_x";
      set $two $one$one;
      location /late { set $one changed; return 200 "$one|$two"; }
      location /unset { return 200 "[$never]"; }
      location /never { set $never x; return 200 "[$never]"; }
      location /args { set $args "n=$arg_x"; return 200 "$args|$query_string|$arg_n|$arg_x|$is_args|$request_uri"; }
      location /digits { set $d "$arg_x"; return 200 "\${d}1|$d"; }
      location /after { return 200 first; set $one x; }
      location /pass { set $args only=this; proxy_pass http://${ORIGIN}; }
      location / { return 200 "$one|$two"; }`,
    requests: ['/', '/late', '/unset', '/never', '/args', '/digits', '/after', '/pass'].flatMap(
      (path) => [`GET ${path}?x=1`, `GET ${path}`],
    ),
  },
  'if: truth, comparison, patterns': {
    server: `
      location /truth { if ($arg_x) { return 200 yes; } return 200 no; }
      location /equal { if ($arg_x = yes) { return 200 yes; } return 200 no; }
      location /quoted { if ($arg_x = "") { return 200 empty; } return 200 full; }
      location /unequal { if ($arg_x != yes) { return 200 yes; } return 200 no; }
      location /pattern { if ($arg_x ~ "^(y)(e?)s$") { return 200 "$1|$2|$3"; } return 200 no; }
      location /caseless { if ($arg_x ~* ^YES) { return 200 yes; } return 200 no; }
      location /not { if ($arg_x !~ ^y) { return 200 yes; } return 200 no; }
      location /notcase { if ($arg_x !~* ^Y) { return 200 yes; } return 200 no; }
      location /named { if ($arg_x ~ "(?<letter>.)$") { set $said "ends in $letter"; } return 200 "$said"; }
      location /brace { if ($arg_x ~ "^y{1}") { return 200 one; } return 200 none; }
      location /two { set $m ""; if ($arg_x = yes) { set $m x; } if ($arg_y) { set $m "\${m}y"; } if ($m = xy) { return 200 both; } return 200 "not both: $m"; }
      location /break { set $m 1; if ($arg_x = yes) { break; set $m 2; } set $m 3; }
      location / { if ($request_method = POST) { return 405; } if ($http_cookie ~* "id=(\\d+)") { return 200 "id $1, $cookie_ID"; } return 200 none; }`,
    requests: [
      ...['truth', 'equal', 'quoted', 'unequal', 'pattern', 'caseless', 'not', 'notcase'],
      ...['named', 'brace', 'two', 'break'],
    ]
      .flatMap((path): Asked[] => [
        `GET /${path}`,
        `GET /${path}?x=yes`,
        `GET /${path}?x=0`,
        `GET /${path}?x=ys&y=1`,
        `GET /${path}?x=yes&y=1`,
      ])
      .concat([
        'GET /',
        ['POST /', [], 'x'],
        ['GET /', ['Cookie: a=b; ID=77; c=d']],
        ['GET /', ['Cookie: id = 5']],
      ]),
  },
  'if: files, as maintenance switches use it': {
    server: `
      root html;
      set $switch $document_root/switch;
      location /f { if (-f $document_root/page.html) { return 200 file; } return 200 none; }
      location /fdir { if (-f $document_root/dir) { return 200 file; } return 200 none; }
      location /notf { if (!-f $document_root/$arg_x) { return 200 missing; } return 200 there; }
      location /d { if (-d $document_root/dir) { return 200 directory; } return 200 none; }
      location /notd { if (!-d $document_root/page.html) { return 200 "no directory"; } return 200 directory; }
      location /e { if (-e $document_root/$arg_x) { return 200 exists; } return 200 none; }
      location /x { if (-x $document_root/dir) { return 200 x; } return 200 none; }
      location /dir { if (-f $request_filename) { return 200 "$request_filename is a file"; } return 200 other; }`,
    requests: ['/f', '/fdir', '/notf?x=page.html', '/notf?x=none', '/d', '/notd', '/e?x=dir']
      .concat(['/e?x=none', '/e?x=page.html', '/x'])
      .map((path) => `GET ${path}`),
  },
  'if: inside it try_files does not hold': {
    server: `
      root html;
      location / { if ($arg_x) { set $y 1; } try_files /page.html =404; }`,
    requests: ['GET /missing', 'GET /missing?x=1', 'GET /other.html?x=1'],
  },
  'error_page: a page, a status of its own, elsewhere': {
    server: `
      root html;
      error_page 404 /missing.html;
      error_page 403 =200 /page.html;
      error_page 401 = /said?why=401&status=$status;
      error_page 405 http://other/405;
      error_page 410 =301 http://other/gone;
      error_page 409 =410 http://other/odd;
      error_page 500 502 503 504 @down;
      error_page 301 /moved;
      add_header X-Level server;
      location /401 { return 401; }
      location /403 { return 403; }
      location /405 { return 405; }
      location /409 { return 409; }
      location /410 { return 410; }
      location /500 { return 500; }
      location /503 { return 503; }
      location /503text { return 503 "as it stands"; }
      location /301 { return 301 /elsewhere; }
      location /dead { proxy_pass http://${DEAD}; }
      location /said { return 202 "$args, $request_method, $uri, $request_uri"; }
      location /moved { return 200 "was moved"; }
      location = /missing.html { internal; add_header X-Level page always; }
      location @down { add_header X-Level down always; return 200 "down: $uri $args $request_method"; }`,
    requests: ['nothing', '401', '403', '405', '409', '410', '500', '503', '503text', '301', 'dead']
      .flatMap((path): Asked[] => [
        `GET /${path}?q=1`,
        `HEAD /${path}`,
        [`POST /${path}`, [], 'some body'],
      ])
      .concat(['GET /missing.html']),
  },
  'error_page: the maintenance page of a whole site': {
    server: `
      root html;
      error_page 503 @maintenance;
      location / { if (-f $document_root/page.html) { return 503; } proxy_pass http://${ORIGIN}; }
      location @maintenance { rewrite_log off; root html; try_files /page.html =503; }`.replace(
      'rewrite_log off; ',
      '',
    ),
    requests: ['GET /', 'GET /deep/path?x', 'HEAD /', ['POST /', [], 'hello']],
  },
  'error_page: of a server that itself answers with an error': {
    server: `
      root html;
      error_page 503 /page.html;
      return 503;`,
    requests: ['GET /', 'GET /page.html'],
  },
  'error_page: not twice, unless it may recur': {
    server: `
      location /once { error_page 404 /once/error; return 404; }
      location /once/error { error_page 403 /said; return 403; }
      location /again { recursive_error_pages on; error_page 404 /again/error; return 404; }
      location /again/error { recursive_error_pages on; error_page 403 =200 /said; return 403; }
      location /cycle { recursive_error_pages on; error_page 404 /cycle; return 404; }
      location /said { return 200 said; }
      location /nowhere { error_page 404 @nowhere; return 404; }`,
    requests: ['GET /once', 'GET /again', 'GET /cycle', 'GET /nowhere'],
  },
  'error_page: passed on to another server': {
    server: `
      location / { proxy_pass http://${DEAD}; error_page 502 = @other; }
      location /keeps { proxy_pass http://${DEAD}; error_page 502 @other; }
      location /page { proxy_pass http://${DEAD}; error_page 502 /second?from=$uri; }
      location /second { proxy_pass http://${ORIGIN}; }
      location @other { proxy_pass http://${ORIGIN}; proxy_set_header X-Path $uri; }`,
    requests: ['/', '/a%20b?c=d', '/keeps', '/page'].flatMap((path): Asked[] => [
      `GET ${path}`,
      [`POST ${path}`, ['X-Own: 1'], 'the whole body'],
      `HEAD ${path}`,
    ]),
  },
  'error_page: passed on with a body of its own': {
    server: `
      location / { proxy_pass http://${DEAD}; error_page 502 = @other; }
      location /chunks { proxy_pass http://${DEAD}; proxy_http_version 1.1; error_page 502 = @chunks; }
      location /none { proxy_pass http://${DEAD}; error_page 502 = @none; }
      location /own { proxy_pass http://${DEAD}; proxy_set_body "first own"; error_page 502 = @other; }
      location @other { proxy_pass http://${ORIGIN}; proxy_set_body "its own $request_method"; }
      location @chunks { proxy_pass http://${ORIGIN}; proxy_http_version 1.1; }
      location @none { proxy_pass http://${ORIGIN}; proxy_pass_request_body off; proxy_set_header Content-Length ""; }`,
    requests: ['/', '/chunks', '/none', '/own'].flatMap((path): Asked[] => [
      `GET ${path}`,
      [`POST ${path}`, [], 'the whole body'],
    ]),
  },
  internal: {
    server: `
      root html;
      error_page 404 /hidden/404;
      location /hidden/ { internal; return 200 "hidden $uri"; }
      location /to { try_files /none /hidden/here; }
      location / { return 404; }`,
    requests: ['GET /hidden/x', 'GET /to', 'GET /other'],
  },
  'try_files: files, directories, fallbacks': {
    server: `
      root html;
      location /file { try_files /none /page.html =404; }
      location /status { try_files /none =410; }
      location /dir { try_files $uri/ =404; }
      location /uri { try_files $uri /said?from=$uri; }
      location /lost { try_files $uri /said; }
      location /named { try_files $uri @named; }
      location /passed { try_files /page.html =404; proxy_pass http://${ORIGIN}; }
      location /said { return 200 "said $args $uri"; }
      location @named { return 200 "named $args $uri"; }`,
    requests: ['file', 'status', 'dir', 'dir/', 'uri?a=b', 'lost?a=b', 'named?a=b', 'passed'].map(
      (path) => `GET /${path}`,
    ),
  },
  'try_files: of the server': {
    server: 'root html; try_files /page.html =404; location /a { return 200 a; }',
    requests: ['GET /', 'GET /a', 'GET /missing'],
  },
  'index and directories': {
    server: `
      root html;
      index none index.htm page.html;
      location = /dir/page.html { return 200 "the index, led here: $uri $args"; }`,
    requests: ['/', '/?q=1', '/dir', '/dir?q=1', '/dir/', '/dir/?q=1', '/bare/', '/none/'].flatMap(
      (path): Asked[] => [`GET ${path}`, `HEAD ${path}`, [`POST ${path}`, [], 'x'], `PUT ${path}`],
    ),
  },
  'types and default_type': {
    server: `
      root html;
      types { text/x-one one ONE2; text/x-page html; }
      location /nested { types { } default_type text/x-nested; root html; return 200 x; }
      location /said { return 200 x; }`,
    requests: ['/page.html', '/a.one', '/a.ONE2', '/data', '/nested.html', '/said.one', '/said']
      .concat(['/.one', '/dir.one/data'])
      .map((path) => `GET ${path}`),
  },
  'root with variables': {
    server: 'root html/$arg_where; location / { try_files $uri =404; }',
    requests: ['GET /page.html?where=dir', 'GET /page.html?where=none', 'GET /page.html'],
  },
  'client_max_body_size: by location': {
    server: `
      client_max_body_size 10;
      location /large { client_max_body_size 100; proxy_pass http://${ORIGIN}; }
      location /any { client_max_body_size 0; proxy_pass http://${ORIGIN}; }
      location /said { return 200 said; }
      location /paged { error_page 413 =200 /said; proxy_pass http://${ORIGIN}; }
      location / { proxy_pass http://${ORIGIN}; }`,
    requests: ['/', '/large', '/any', '/said', '/paged'].flatMap((path): Asked[] =>
      [5, 50, 500].map((length): Asked => [`POST ${path}`, [], 'x'.repeat(length)]),
    ),
  },
  'keepalive: by location': {
    server: `
      location /off { keepalive_timeout 0; return 200 x; }
      location /one { keepalive_requests 1; return 200 x; }
      location / { return 200 x; }`,
    requests: ['GET /off', 'GET /one', 'GET /'],
  },
  'keepalive_timeout: what clients are told': {
    server: `
      keepalive_timeout 30s 20s;
      location /said { return 200 x; }
      location /none { keepalive_timeout 30s; return 200 x; }
      location /error { keepalive_timeout 30s 90s; return 404; }
      location /pass { proxy_pass http://${ORIGIN}; }`,
    requests: ['/said', '/none', '/error', '/pass'].flatMap((path): Asked[] => [
      `GET ${path}`,
      [`GET ${path}`, ['Connection: close']],
    ]),
  },
  chunked_transfer_encoding: {
    server: `
      proxy_http_version 1.1;
      location / { proxy_pass http://${ORIGIN}; }
      location /off/ { chunked_transfer_encoding off; proxy_pass http://${ORIGIN}/; }`,
    requests: ['/chunked', '/until-close', '/off/chunked', '/off/until-close', '/off/x'].map(
      (path) => `GET ${path}`,
    ),
  },
  'add_header: inheritance and always': {
    server: `
      add_header X-Outer outer;
      add_header X-Always always always;
      add_header X-Empty $arg_none;
      location /inherits { location /inherits/deeper { return 200 x; } return 200 x; }
      location /replaces { add_header X-Own "own $uri"; return 200 x; }
      location /error { return 404; }
      location /none { proxy_pass http://${ORIGIN}; add_header X-Up $upstream_addr; }`,
    requests: ['/inherits', '/inherits/deeper', '/replaces', '/error', '/none'].map(
      (path) => `GET ${path}`,
    ),
  },
  'absolute_redirect, port_in_redirect, server_name_in_redirect': {
    server: `
      root html;
      location /relative/ { absolute_redirect off; location /relative/to { return 301 /x; } }
      location /noport/ { port_in_redirect off; location /noport/to { return 301 /x; } }
      location /named/ { server_name_in_redirect on; location /named/to { return 301 /x; } }
      location /passed/ { proxy_pass http://${ORIGIN}/; absolute_redirect off; }
      location /dir { server_name_in_redirect on; }`,
    requests: [
      '/relative/to',
      '/noport/to',
      '/named/to',
      '/passed',
      '/passed/redirect',
      '/dir',
    ].map((path) => `GET ${path}`),
  },
  'conditional requests of files': {
    server: 'root html; location /bare { etag off; try_files /page.html =404; }',
    // After a 412, nginx closes the connection although its answer says keep-alive.
    requests: CONDITIONS.flatMap((field): Asked[] => [
      ['GET /page.html', [field, 'Connection: close']],
      ['HEAD /page.html', [field, 'Connection: close']],
      ['GET /bare', [field, 'Connection: close']],
    ]),
  },
  'proxy_pass: what becomes of the URI': {
    server: `
      location /plain/ { proxy_pass http://${ORIGIN}; }
      location /uri/ { proxy_pass http://${ORIGIN}/there/; }
      location /short { proxy_pass http://${ORIGIN}/x; }
      location /query/ { proxy_pass http://${ORIGIN}/x?a=b; }
      location /var/ { set $to ${ORIGIN}; proxy_pass http://$to; }
      location /varuri/ { set $to ${ORIGIN}; proxy_pass http://$to/fixed?$args; }
      location ~ ^/cap/(.*)$ { proxy_pass http://${ORIGIN}; proxy_set_header X-Cap $1; }
      location ~ ^/capuri/(.*)$ { proxy_pass http://${ORIGIN}/$1$is_args$args; }
      location = /exact { proxy_pass http://${ORIGIN}/for-exact; }
      location /named/ { try_files /none @named; }
      location @named { proxy_pass http://${ORIGIN}; }
      location /again/ { try_files /none /uri/again?$args; }`,
    requests: ['/plain/', '/uri/', '/short', '/query/', '/var/', '/varuri/', '/cap/', '/capuri/']
      .concat(['/named/', '/again/'])
      .flatMap((path) => [
        `GET ${path}`,
        `GET ${path}x%20y/%2F/../z?q=%20`,
        `GET ${path}//a/./b`,
        `GET ${path}caf%C3%A9`,
        `GET ${path}a"b<c>`,
      ])
      .concat(['GET /exact', 'GET /exact?q', 'GET /plain', 'GET /uri?x=y']),
  },
  'text beyond ASCII': {
    server: `
      root html;
      set $text "日é";
      add_header X-Text "é$arg_x";
      location /said { return 200 "日本é $text $uri"; }
      location /é/ { return 200 "é: $uri"; }
      location = /日 { return 200 "exact"; }
      location ~ "^/pü+r$" { return 200 "pattern"; }
      location /pass/ { proxy_pass http://${ORIGIN}/é/; proxy_set_header X-Text "é"; }
      location /ü { root html; }`,
    requests: [
      '/said',
      '/%C3%A9/x',
      '/\xc3\xa9/x',
      '/%E6%97%A5',
      '/p%C3%BCr',
      '/p%C3%BC%BCr',
      '/pass/a',
    ]
      .concat(['/%C3%BC.html', '/%E9/x'])
      .map((path) => `GET ${path}`),
  },
  'variables that are made of their names, and set all the same': {
    server: `
      set $http_own "set to $http_other";
      set $arg_b "b";
      location / { return 200 "$http_own|$http_other|$arg_b|$arg_c|$cookie_none"; }`,
    requests: [['GET /?b=1&c=2', ['Own: sent', 'Other: x']], 'GET /'],
  },
  'patterns with PCRE’s names of groups, and references to them': {
    server: `
      location ~ ^/(?P<word>[a-z]+)/x { return 200 "$word"; }
      location ~ "^/(?'twice'\\d)(?P=twice)\\k'twice'$" { return 200 "$1 $twice"; }
      location ~ "^/(?<braces>[AB])\\k{braces}\\g{braces}\\g1\\g{1}$" { return 200 "$braces"; }
      location / {
        if ($arg_x ~ "(?P<digits>\\d+)") { return 200 "$digits"; }
        if ($arg_x ~* "(?'letters'[a-c]+)") { return 200 "$letters"; }
        return 200 none;
      }`,
    requests: ['abc/x', '?x=a12', '', '?x=xAbC', '111', '112', 'AAAAA', 'AABAA'].map(
      (path) => `GET /${path}`,
    ),
  },
  'server_name: $server_name is in lower case, and without a leading dot': {
    server: 'return 200 "$server_name|$host";',
    names: '.Dotted.example Other.dotted',
    requests: ['dotted.example', 'a.Dotted.example', 'other.dotted'].map(
      (host): Asked => ['GET /', [`Host: ${host}`]],
    ),
  },
  'server_name: $hostname': {
    server: 'return 200 "$server_name|$host";',
    names: '$hostname',
    requests: [
      ['GET /', [`Host: ${hostname()}`]],
      ['GET /', ['Host: $hostname']],
    ],
  },
  'server_name: dots at the end, and a star behind a leading dot': {
    server: 'return 200 "$server_name|$host";',
    names: 'ends.with.dot. .dots.too. .*',
    requests: [
      'ends.with.dot',
      'ends.with.dot.',
      'dots.too',
      'a.dots.too.',
      'q.*',
      '*',
      '.*',
      'q.a',
    ].map((host): Asked => ['GET /', [`Host: ${host}`]]),
  },
  'server_name: PCRE’s names of groups': {
    server: 'return 200 "$one|$two|$three";',
    names: `"~^(?'one'[a-z])(?P<two>[a-z])(?<three>[a-z])\\.pcre$"`,
    requests: [['GET /', ['Host: xyz.pcre']]],
  },
  'patterns of what JavaScript lacks, or has otherwise': {
    server: `
      location ~ "\\A/abc\\z" { return 200 "from end to end"; }
      location ~ "^/posix/([[:alpha:][:punct:]]+)$" { return 200 "posix $1"; }
      location ~ "^/bracket/([]a]+)([^]a]*)$" { return 200 "bracket $1 $2"; }
      location ~ "^/space/(\\s|\\h|\\R|[\\s\\v])$" { return 200 "space"; }
      location ~ "^/letters/(\\S+)$" { return 200 "letters"; }
      location ~ "^/byte/(\\x41\\x{42}\\e)$" { return 200 "byte"; }
      location ~ "(?i)^/case/(x|é)$" { return 200 "without case"; }
      location ~ "^/end$" { return 200 "end"; }
      location ~ "^/dot/.$" { return 200 "dot"; }
      location / { return 200 none; }`,
    requests: [
      ...['abc', 'abc%0a', 'xabc', 'posix/a.b', 'posix/a1', 'bracket/]a]x', 'bracket/x', 'end'],
      ...[
        'space/%20',
        'space/%0b',
        'space/%a0',
        'space/%85',
        'space/x',
        'letters/%c3%a0',
        'end%0a',
      ],
      ...['letters/%20', 'byte/AB%1b', 'byte/AB', 'dot/%0d', 'dot/%0a', 'end%0ax'],
      ...['case/X', 'CASE/x', 'case/y', 'case/%C3%A9'],
    ].map((path) => `GET /${path}`),
  },
  'index with variables and paths': {
    server: `
      root html;
      location /dir/ { index $arg_x.html page.html; }
      location /bare/ { index none.html /page.html; }`,
    requests: ['GET /dir/', 'GET /dir/?x=page', 'GET /dir/?x=none', 'GET /bare/'],
  },
  'proxy_pass: an expression shows its host in what it comes to': {
    server: `
      location /slash/ { proxy_pass http:/$http_to; }
      location /colon/ { proxy_pass http:$http_to; }
      location /half/ { proxy_pass ht$http_to; }
      location /whole/ { proxy_pass $http_to; }
      location /scheme/ { proxy_pass $scheme://$http_to; }
      location /host/ { proxy_pass http://$http_to; }
      location /behind/ { proxy_pass http://${ORIGIN}$http_to; }
      location /nobody/ { proxy_pass http://nobody.example/$http_to; }`,
    requests: [
      ['slash', `/${ORIGIN}/x?y`],
      ['slash', `//${ORIGIN}`],
      ['slash', 'x'],
      ['colon', `//${ORIGIN}`],
      ['half', `tp://${ORIGIN}?only=arguments`],
      ['half', ''],
      ['whole', `http://${ORIGIN}/a%20b`],
      ['whole', `HTTP://${ORIGIN}`],
      ['whole', ORIGIN],
      ['whole', 'ftp://x'],
      ['scheme', `${ORIGIN}/x`],
      ['host', ''],
      ['host', `/${ORIGIN}`],
      ['host', `${ORIGIN}0`],
      ['host', '[::1'],
      ['host', 'nobody.example'],
      ['behind', '/x'],
      ['behind', '?x'],
      ['behind', 'x'],
      ['nobody', 'x'],
    ].map(([path = '', to = '']): Asked => [`GET /${path}/asked?for=it`, [`To: ${to}`]]),
  },
  'proxy_pass to a name': {
    server: `
      location / { proxy_pass http://localhost:${NAMED_PORT}; }
      location /uri/ { proxy_pass http://localhost:${NAMED_PORT}/replaced/; }`,
    requests: ['GET /', 'GET /uri/x'],
  },
  'proxy_intercept_errors: a 401 keeps its challenge': {
    server: `
      proxy_intercept_errors on;
      error_page 401 /denied;
      location /denied { return 200 "denied"; }
      location / { proxy_pass http://${ORIGIN}; }`,
    requests: ['GET /challenge'],
  },
  variables: {
    server: `
      location / { return 200 "$request_method|$request|$uri|$document_uri|$args|$is_args|$host|$http_host|$server_name|$server_addr|$server_port|$scheme|$remote_addr|$https|$content_type|$content_length|$http_x_a|$http_x_b_c|$arg_one|$arg_TWO|$server_protocol|$cookie_a|$cookie_b_c|$document_root|$request_filename|$hostname"; }`,
    requests: [
      'GET /a%20b//c?one=1&two=2&one=3',
      ['GET /', ['X-A: one', 'X-B-C: two', 'Cookie: a=1; b_c=2; a=3']],
      ['POST /x', ['Content-Type: text/plain'], 'body'],
      'GET /?one',
      'GET /?',
      'GET http://Absolute.example:81/path?x',
    ],
  },
};

const named = Object.entries(GROUPS).map(([title, group], at) => ({
  title,
  group,
  host: `group-${at}`,
}));

const config = `worker_processes 1; events { worker_connections 200; } http {
  server { listen ${front.address}:${front.port} default_server; server_name _; return 404; }
  ${named
    .map(
      ({ group, host }) => `server { listen ${front.address}:${front.port};
    server_name ${group.names ?? host};
    ${group.server}
  }`,
    )
    .join('\n')}
}`;

const cases = named.flatMap(({ title, group, host }) =>
  group.requests.map((asked): DifferentialCase => {
    const [line, fields, body] = typeof asked === 'string' ? [asked, [], ''] : asked;
    const hosted = fields.some((field) => field.startsWith('Host:'));
    return {
      name: `${title}: ${[line, ...fields].join(', ')}${body ? ` with ${body.length} bytes` : ''}`,
      connections: [ask(line, hosted ? fields : [`Host: ${host}`, ...fields], body)],
    };
  }),
);

compareWithNginx({
  title: 'the language of http',
  config,
  front,
  files: {
    'html/page.html': PAGE,
    'html/missing.html': 'nothing there\n',
    'html/other.html': 'another page\n',
    'html/data': 'data\n',
    'html/a.one': 'one\n',
    'html/.one': 'hidden one\n',
    'html/dir.one/data': 'data\n',
    'html/dir/page.html': 'a page of the directory\n',
    'html/ü.html': 'a page beyond ASCII\n',
    'html/bare/file': 'no index here\n',
  },
  fileSeconds: PAGE_SECONDS,
  origins: () =>
    Promise.all([startOrigin(loopback(2), 8080), startOrigin('127.0.0.1', NAMED_PORT)]),
  cases,
});
