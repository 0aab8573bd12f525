import { createSocket } from 'node:dgram';

export type RawCaller = {
  /** Messages that came, oldest first. */
  readonly heard: string[];
  invite(): void;
  /** Acknowledges the 200. */
  ack(): void;
  /** Where the 200 wants his audio. */
  mediaPort(): number;
  /** From the very port that he announced for his audio. */
  sendMedia(bytes: Uint8Array): void;
  /** The socket closes without a word, as when a cable is pulled. */
  vanish(): void;
};

/** A caller of bare datagrams: sends what it is told and never a packet of audio. For tests. */
export async function openRawCaller(sipPort: number): Promise<RawCaller> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  const heard: string[] = [];
  socket.on('message', (bytes) => heard.push(bytes.toString()));
  let open = true;
  const send = (method: string, to: string, body: string): void => {
    const head = [
      `${method} sip:1001@127.0.0.1:${sipPort} SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:${port};branch=z9hG4bK${method}${port};rport`,
      'Max-Forwards: 70',
      'From: <sip:+12025550111@127.0.0.1>;tag=raw',
      `To: ${to}`,
      `Call-ID: raw-${port}`,
      `CSeq: 1 ${method}`,
      `Contact: <sip:raw@127.0.0.1:${port}>`,
      ...(body === '' ? [] : ['Content-Type: application/sdp']),
      `Content-Length: ${body.length}`,
    ];
    socket.send([...head, '', body].join('\r\n'), sipPort, '127.0.0.1');
  };
  const sdp = [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=audio ${port} RTP/AVP 0`,
    '',
  ];
  const ok = (): string => heard.find((text) => text.startsWith('SIP/2.0 200')) ?? '';
  const mediaPort = (): number => Number(/^m=audio (\d+)/m.exec(ok())?.[1] ?? 0);
  return {
    heard,
    mediaPort,
    sendMedia: (bytes) => socket.send(bytes, mediaPort(), '127.0.0.1'),
    invite: () => send('INVITE', '<sip:1001@127.0.0.1>', sdp.join('\r\n')),
    ack() {
      send('ACK', /^To: (.*)$/m.exec(ok())?.[1]?.trim() ?? '', '');
    },
    vanish() {
      if (open) socket.close();
      open = false;
    },
  };
}
