import { httpDate } from '../../lib/http-date.js';
import { flat } from '../../lib/text/flat.js';
import type { RequestHead } from '../http/request-head.js';

const REASONS = {
  101: 'Switching Protocols',
  200: 'OK',
  400: 'Bad Request',
  405: 'Method Not Allowed',
  422: 'Unprocessable Content',
  431: 'Request Header Fields Too Large',
  501: 'Not Implemented',
  505: 'HTTP Version Not Supported',
} as const;

type Status = keyof typeof REASONS;

export interface Answer {
  readonly status: Status;
  /** Plain text, in ASCII. */
  readonly body: string;
  /** Further field lines, each ended by CRLF. */
  readonly fields?: string;
}

/** Writes the responses of one server, each with the server's name. */
export class Responder {
  readonly #mark: string;
  /** The next response usually begins as the last one did. */
  #lastDate = '';
  #lastStatus: Status = 200;
  #lastStart = '';

  constructor(serverName: string) {
    this.#mark = `X-Tidegate-Backend: ${serverName}\r\n`;
  }

  /** The head of a 200. @param fields the fields of this response, each line ended by CRLF */
  head(head: RequestHead, closing: boolean, fields: string): string {
    return this.#start(200) + rest(head, closing, fields);
  }

  /** A whole response; its body is left out for HEAD. */
  answer(to: RequestHead, closing: boolean, { status, body, fields = '' }: Answer): string {
    const head = this.#start(status) + rest(to, closing, plainText(body) + fields);
    return to.method === 'HEAD' ? head : head + body;
  }

  /** The response to bytes that are no request, or to an incomplete one. */
  refusal(status: Status): string {
    const body = `${REASONS[status]}\r\n`;
    return `${this.#start(status)}${plainText(body)}Connection: close\r\n\r\n${body}`;
  }

  /** The head after which the connection speaks `protocol`. */
  switchingHead(head: RequestHead, protocol: string): string {
    return `${this.#start(101)}${idField(head)}Upgrade: ${protocol}\r\nConnection: upgrade\r\n\r\n`;
  }

  #start(status: Status): string {
    const date = httpDate();
    if (date !== this.#lastDate || status !== this.#lastStatus) {
      this.#lastDate = date;
      this.#lastStatus = status;
      const line = `HTTP/1.1 ${status} ${REASONS[status]}`;
      this.#lastStart = flat(`${line}\r\nServer: tidegate\r\nDate: ${date}\r\n${this.#mark}`);
    }
    return this.#lastStart;
  }
}

/** The rest of a head after its beginning. */
function rest(head: RequestHead, closing: boolean, fields: string): string {
  return `${idField(head)}${fields}${connectionField(closing, head)}\r\n`;
}

function plainText(body: string): string {
  return `Content-Type: text/plain\r\nContent-Length: ${body.length}\r\n`;
}

function idField({ id }: RequestHead): string {
  return id === '' ? '' : `X-Tidegate-Id: ${id}\r\n`;
}

/** Left out if it says what the version means anyway (RFC 9112 9.3). */
function connectionField(closing: boolean, { minorVersion }: RequestHead): string {
  if (closing) return 'Connection: close\r\n';
  return minorVersion === 0 ? 'Connection: keep-alive\r\n' : '';
}
