import { WebSocketServer } from 'ws';

/** The yardstick: a plain `ws` server that answers each frame with the same frame and does nothing else. */
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('connection', (socket) => {
  socket.on('message', (data) => socket.send(data.toString()));
});
server.on('listening', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null)
    console.log(`ready: ws://127.0.0.1:${address.port}/ws`);
});
