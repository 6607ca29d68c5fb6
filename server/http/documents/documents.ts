import { gzipSync } from 'node:zlib';
import { type PageFile, protections, type ServePage, serveFiles } from '../page.ts';
import { asyncApi } from './asyncapi.ts';
import { docsPage } from './docs-page.ts';
import { docsStyle } from './docs-style.ts';
import { openApi } from './openapi.ts';
import { docsPath } from './words.ts';

const stylePath = '/docs.css';

let served: ServePage | undefined;

/**
 * `/openapi.json`, `/asyncapi.json` and the page that makes them readable, all made when the first hub of a process
 * starts: that takes longer than all else of a start.
 */
export function serveDocuments(): ServePage {
  served ??= makeDocuments();
  return served;
}

function makeDocuments(): ServePage {
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
