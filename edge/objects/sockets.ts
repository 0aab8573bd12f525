/** Opens the server's end of a WebSocket that survives hibernation; "ping" is answered without waking the object. */
export function acceptSocket(
  ctx: DurableObjectState,
  tag: string,
  attachment: unknown,
): { response: Response; socket: WebSocket } {
  const { 0: client, 1: server } = new WebSocketPair();
  ctx.acceptWebSocket(server, [tag]);
  server.serializeAttachment(attachment);
  return { response: new Response(null, { status: 101, webSocket: client }), socket: server };
}

export function sendJson(socket: WebSocket, message: unknown): boolean {
  try {
    socket.send(JSON.stringify(message));
    return true;
  } catch {
    // The peer went away between two events; the close event follows.
    return false;
  }
}

/** 1005 and 1006 are what a reader sees, never what may be sent (RFC 6455 §7.4.1). */
export function closeSocket(socket: WebSocket, code: number, reason = ''): void {
  try {
    socket.close(code === 1005 || code === 1006 ? 1000 : code, reason);
  } catch {
    // Closed already.
  }
}
