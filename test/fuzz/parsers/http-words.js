/** Messages that any HTTP parser accepts, and the words that they consist of. */
export const REQUESTS = [
  'GET / HTTP/1.1\r\nHost: h\r\n\r\n',
  'GET http://h:80/a/../b?x#y HTTP/1.1\r\nHost: h:80\r\nConnection: keep-alive\r\n\r\n',
  'POST /u HTTP/1.1\r\nHost: [::1]\r\nTransfer-Encoding: chunked\r\n\r\n4;x=y\r\nbody\r\n0\r\nT: v\r\n\r\n',
  'PUT /u HTTP/1.0\r\nContent-Length: 4\r\nX: \t \t\r\n\r\nbody',
  'GET /t HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\x81\x05hello',
  'GET /r HTTP/1.1\r\nHost: h\r\nRange: bytes=0-1, -2, 3-\r\nExpect: 100-continue\r\n\r\n',
];

export const RESPONSES = [
  'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;x=y\r\nbody\r\n0\r\nT: v\r\n\r\n',
  'HTTP/1.0 200 OK\r\nServer: x\r\n\r\nuntil the end',
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: a\r\n\r\nHTTP/1.1 204 No\r\nConnection: close\r\n\r\n',
  'HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\x81\x05hello',
  'HTTP/1.1 302 Found\r\nLocation: http://u/\r\nSet-Cookie: a=b\r\nSet-Cookie: c=d\r\nX-Accel-Redirect: /x\r\n\r\n',
];

export const HTTP_WORDS = [
  ...'GET POST HEAD / /a/../b /%2e%2E/ // ? # %00 %zz http:// HTTP/1.1 HTTP/1.0 HTTP/2.0 200 100 101'.split(
    ' ',
  ),
  ...'Host: Content-Length: Transfer-Encoding: Connection: Upgrade: Expect: Range: Cookie: :'.split(
    ' ',
  ),
  ...'chunked gzip close keep-alive 0 1 ffffffff 99999999999999999999 -1 +1 0x1 bytes=0- [::1]'.split(
    ' ',
  ),
  '\r\n',
  '\r\n\r\n',
  '\n',
  '\r',
  '\r\n ',
  ' ',
  '\t',
  '0\r\n\r\n',
  'Content-Length: 4\r\n',
  'Transfer-Encoding: chunked\r\n',
  'X-A: b\r\n',
  'HTTP/1.1 100 Continue\r\n\r\n',
];
