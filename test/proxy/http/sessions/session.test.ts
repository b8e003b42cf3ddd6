import { describe, expect, onTestFinished, test } from 'vitest';
import { Sweep } from '../../../../src/lib/sweep.js';
import { answer } from '../../../../src/proxy/http/answers/answer.js';
import type { Application } from '../../../../src/proxy/http/sessions/application.js';
import { DISCARD } from '../../../../src/proxy/http/sessions/exchange.js';
import { HttpServer } from '../../../../src/proxy/http/sessions/http-server.js';
import type { Session } from '../../../../src/proxy/http/sessions/session.js';
import { FakeConnection } from '../../../net/support/fake-connection.js';

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const BODY = 'x'.repeat(1000);

/** Answers everything at once. */
const prompt: Application<Session> = {
  termsFor: () => ({
    headerMs: 60_000,
    bodyMs: 60_000,
    sendMs: 60_000,
    keepAliveMs: 60_000,
    keepAliveRequests: 1_000_000,
  }),
  begin(session, request) {
    answer(session, request, { status: 200, type: 'text/plain', body: BODY });
    return DISCARD;
  },
  refuse: (session) => session.closeAfterResponse(),
};

function connect<C extends FakeConnection>(connection: C): C {
  const sweep = new Sweep();
  onTestFinished(() => sweep.close());
  connection.handler = new HttpServer(prompt, sweep).accept(connection);
  return connection;
}

const responses = ({ sent }: FakeConnection): number => sent.split(BODY).length - 1;

/** Treats writes as sent, and learns later that they were not. */
class HopefulConnection extends FakeConnection {
  knows = false;

  override get blocked(): boolean {
    return this.knows && super.blocked;
  }

  override write(bytes: Uint8Array, start?: number, end?: number): boolean {
    super.write(bytes, start, end);
    return true;
  }

  override writeText(text: string): boolean {
    super.writeText(text);
    return true;
  }
}

test('a response that went out only in part is not cut when the idle connection’s time is up', () => {
  const client = connect(new HopefulConnection());
  client.receive(GET);
  client.knows = true;
  const session = client.handler as Session;
  session.onDeadline();
  expect([client.state, client.finSent]).toEqual(['open', true]);
  session.onDeadline();
  expect(client.state).toBe('closed');
});

describe('a client that asks on and on and reads nothing', () => {
  test('gets no second answer before it has taken the first', () => {
    const client = connect(new FakeConnection());
    client.receive(GET.repeat(1000));
    expect(responses(client)).toBe(1);
    expect(client.paused).toBe(true);
  });

  test('gets them all, one after the other, as it reads', () => {
    const client = connect(new FakeConnection());
    client.receive(GET.repeat(5));
    for (let round = 1; round <= 5; round++) {
      expect(responses(client)).toBe(round);
      client.drain();
    }
    expect(client.paused).toBe(false);
    client.receive(GET);
    expect(responses(client)).toBe(6);
  });
});

describe('when the time to send is up', () => {
  /** A client that has received part of a response, and the session that sends it. */
  function sending(): { client: FakeConnection; session: Session } {
    const client = connect(new FakeConnection());
    client.receive(GET);
    client.receive(GET);
    return { client, session: client.handler as Session };
  }

  test('a client that takes something goes on being served', () => {
    const { client, session } = sending();
    for (let taken = 0; taken < 3; taken++) {
      client.pendingBytes -= 10;
      session.onDeadline();
      expect([client.state, client.finSent]).toEqual(['open', false]);
      expect(session.deadlineMs).toBeGreaterThan(0);
    }
  });

  test('a client that takes nothing is left', () => {
    const { client, session } = sending();
    client.pendingBytes -= 10;
    session.onDeadline();
    session.onDeadline();
    expect(client.state).toBe('closed');
  });
});
