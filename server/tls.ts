import { readFileSync } from 'node:fs';
import type { RequestListener, Server, ServerOptions } from 'node:http';
import { createServer } from 'node:https';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { DataError } from './data-error.ts';
import { limits } from './limits.ts';

/** The hub's certificate and key, from files that may be replaced while it runs. */
export class Tls {
  readonly #files: TlsFiles;
  #context: SecureContextOptions;
  #renew: ((context: SecureContextOptions) => void) | undefined;

  /** Throws {@link DataError} where the files are no certificate and its key. */
  constructor(files: TlsFiles) {
    this.#files = files;
    this.#context = read(files);
  }

  serve(options: ServerOptions, listener: RequestListener): Server {
    const server = createServer(
      { ...options, ...this.#context, handshakeTimeout: limits.headersMs },
      listener,
    );
    this.#renew = (context) => server.setSecureContext(context);
    return server;
  }

  /** Takes the files as they are now, for connections from now on. Throws as the constructor does; then the old hold. */
  reload(): void {
    this.#context = read(this.#files);
    this.#renew?.(this.#context);
  }
}

export interface TlsFiles {
  /** PEM, with whatever certificates stand between it and those that clients trust. */
  readonly cert: string;
  readonly key: string;
}

function read(files: TlsFiles): SecureContextOptions {
  const context = {
    cert: readPem(files.cert, 'certificate'),
    key: readPem(files.key, 'key'),
    minVersion: 'TLSv1.2',
  } as const;
  try {
    createSecureContext(context);
  } catch (cause) {
    throw new DataError(
      files.cert,
      `does not go with ${files.key}`,
      'Name a certificate and its own key, in PEM.',
      {
        cause,
      },
    );
  }
  return context;
}

function readPem(file: string, what: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new DataError(file, 'cannot be read', `Name the file of the ${what} in PEM.`, { cause });
  }
}
