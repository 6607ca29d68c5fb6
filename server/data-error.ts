/** A data file that the hub will not start on. The message names the file, what is wrong, and the cure. */
export class DataError extends Error {
  override readonly name = 'DataError';

  constructor(file: string, wrong: string, cure: string, options?: ErrorOptions) {
    super(`${file}: ${wrong}. ${cure}`, options);
  }
}
