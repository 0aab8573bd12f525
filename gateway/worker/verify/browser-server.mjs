import { once } from 'node:events';
import http from 'node:http';
import { join } from 'node:path';
import { build } from 'vite';

const html = '<!doctype html><meta charset="utf-8"><body><script src="/page.js"></script></body>';

async function bundlePage() {
  const [output] = await build({
    root: import.meta.dirname,
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      lib: { entry: join(import.meta.dirname, 'browser-page.js'), formats: ['iife'], name: 'page' },
    },
  });
  return output.output[0].code;
}

/** Serves the page to Chromium. */
export async function openPageServer() {
  const script = await bundlePage();
  const server = http.createServer((request, response) => {
    const wantsScript = request.url === '/page.js';
    response.setHeader('content-type', wantsScript ? 'text/javascript' : 'text/html');
    response.end(wantsScript ? script : html);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}
