import { gzipSync } from 'node:zlib';
import { type PageFile, protections, type ServePage, serveFiles } from '../page.ts';
import { asyncApi } from './asyncapi.ts';
import { docsPage } from './docs-page.ts';
import { docsStyle } from './docs-style.ts';
import { openApi } from './openapi.ts';
import { docsPath } from './words.ts';

const stylePath = '/docs.css';

/** `/openapi.json`, `/asyncapi.json` and the page that makes them readable, all made once, when the hub starts. */
export function serveDocuments(): ServePage {
  const [http, socket] = [openApi(), asyncApi()];
  return serveFiles(
    new Map([
      ['/openapi.json', fileOf(JSON.stringify(http), 'application/json')],
      ['/asyncapi.json', fileOf(JSON.stringify(socket), 'application/json')],
      [docsPath, fileOf(docsPage(http, socket, stylePath), 'text/html; charset=utf-8')],
      [stylePath, fileOf(docsStyle, 'text/css; charset=utf-8')],
    ]),
  );
}

function fileOf(text: string, type: string): PageFile {
  const body = Buffer.from(text);
  return {
    body,
    gzipped: gzipSync(body),
    headers: { ...protections, 'content-type': type, 'cache-control': 'no-store', vary: 'accept-encoding' },
  };
}
