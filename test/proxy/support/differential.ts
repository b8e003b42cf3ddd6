import { beforeAll, describe, expect, test } from 'vitest';
import { exchange } from '../../support/http/raw-client.js';
import { parseResponses, type SeenResponse } from '../../support/http/responses.js';
import { bothProxies, type Given } from './both-proxies.js';
import { nginxIsHere } from './program.js';

/**
 * Sends the same bytes to the real nginx and to the bundled proxy, with the same configuration, one
 * after the other on the same addresses; then compares status, header fields, body and the way each
 * connection ended.
 */
export interface Stage extends Given {
  readonly title: string;
  /** Started anew for each proxy, so that both find the same state. */
  readonly origins?: () => Promise<readonly { close(): Promise<void> }[]>;
  /** Removes from field values and bodies what differs in every run, such as times. */
  readonly soften?: (text: string) => string;
  readonly cases: readonly DifferentialCase[];
}

export interface DifferentialCase {
  readonly name: string;
  /**
   * What is sent, on one connection after the other; a probe after each shows whether the
   * connection was kept.
   */
  readonly connections: readonly ClientBytes[];
  /** An intended difference of the bundled proxy: why, and what it answers instead. */
  readonly onPurpose?: { readonly why: string; readonly does: readonly object[] };
}

export interface ClientBytes {
  readonly wire: string;
  /** Methods of the requests in it, without the probe. */
  readonly methods: readonly string[];
}

/** One answer without what must differ: `Server`, `Date`, and nginx's name on its pages. */
interface Compared {
  readonly statusLine: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly whole: boolean;
}

interface ComparedConnection {
  readonly responses: readonly Compared[];
  readonly end: 'fin' | 'rst';
}

const PROBE = 'GET /probe HTTP/1.1\r\nHost: probe\r\nConnection: close\r\n\r\n';

/** One request as bytes: `line` without its version, fields besides Host, and a body. */
export function ask(line: string, fields: readonly string[] = [], body = ''): ClientBytes {
  const length = body === '' ? [] : [`Content-Length: ${body.length}`];
  const host = fields.some((field) => field.startsWith('Host:')) ? [] : ['Host: example.com'];
  const head = [`${line} HTTP/1.1`, ...host, ...fields, ...length].join('\r\n');
  return { wire: `${head}\r\n\r\n${body}`, methods: [line.split(' ')[0] ?? ''] };
}

/** Registers one test for each case, skipped if nginx is not installed. */
export function compareWithNginx(stage: Stage): void {
  const { title, front, origins, cases, soften = (text) => text } = stage;
  describe.skipIf(!nginxIsHere())(title, () => {
    let seen: Record<'nginx' | 'tidegate', readonly (readonly ComparedConnection[])[]>;

    async function play(): Promise<readonly (readonly ComparedConnection[])[]> {
      const backends = (await origins?.()) ?? [];
      try {
        const answers: (readonly ComparedConnection[])[] = [];
        for (const { connections } of cases) answers.push(await say(connections));
        return answers;
      } finally {
        await Promise.all(backends.map((origin) => origin.close()));
      }
    }

    async function say(
      connections: readonly ClientBytes[],
    ): Promise<readonly ComparedConnection[]> {
      const seen: ComparedConnection[] = [];
      for (const { wire, methods } of connections) {
        const { bytes, end } = await exchange(front.address, front.port, `${wire}${PROBE}`);
        seen.push({
          responses: parseResponses(bytes, [...methods, 'GET']).map((one) =>
            comparable(one, soften),
          ),
          end,
        });
      }
      return seen;
    }

    beforeAll(async () => {
      seen = await bothProxies(stage, play);
    }, 120_000);

    test.each(cases.map(({ name }, index) => [name, index] as const))('%s', (_, index) => {
      const onPurpose = cases[index]?.onPurpose;
      const [actual, expected] = [seen.tidegate[index], seen.nginx[index]];
      if (onPurpose === undefined) {
        expect(actual).toEqual(expected);
      } else {
        expect(actual, onPurpose.why).toMatchObject(onPurpose.does);
        expect(actual, 'no longer different').not.toEqual(expected);
      }
    });
  });
}

/** Either proxy's name, with its version if there is one. */
const OWN_NAME = /^(?:nginx|tidegate)(\/[\d.]+)?$/;

function nameOf(version: string | undefined): string {
  return version === undefined ? 'its name' : 'its name and version';
}

function isOfToday(date: string): boolean {
  return Math.abs(Date.now() - Date.parse(date)) < 86_400_000;
}

function comparable(seen: SeenResponse, soften: (text: string) => string): Compared {
  const { statusLine, body, whole } = seen;
  const { server = '', date, ...others } = seen.headers;
  const headers: Record<string, string> = {
    ...others,
    server: server.replace(OWN_NAME, (_, version) => nameOf(version)),
    ...(date === undefined ? {} : { date: isOfToday(date) ? 'today' : date }),
  };
  const isPage = isOwnPage(seen, server);
  const shorter = isPage ? server.length - 'tidegate'.length : 0;
  const length = headers['content-length'];
  return {
    statusLine,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        name === 'content-length' ? String(Number(length) - shorter) : soften(value),
      ]),
    ),
    body: soften(body.replace(`<center>${server}</center>`, '<center>tidegate</center>')),
    whole,
  };
}

/** Whether it is a page of the proxy's own, which ends with its name; for HEAD only the length tells. */
function isOwnPage({ status, statusLine, headers, body }: SeenResponse, server: string): boolean {
  if (status < 300) return false;
  if (body !== '') return body.includes(`<center>${server}</center>`);
  const title = status === 302 ? '302 Found' : statusLine.replace(/^\S+ /, '');
  const lines = [
    `<html>`,
    `<head><title>${title}</title></head>`,
    `<body>`,
    `<center><h1>${title}</h1></center>`,
    `<hr><center>${server}</center>`,
    `</body>`,
    `</html>`,
    '',
  ];
  return Number(headers['content-length']) === lines.join('\r\n').length;
}
