/** A data file that the hub will not start on. The message names the file, what is wrong, and the cure. */
export class DataError extends Error {
  override readonly name = 'DataError';
  readonly file: string;
  /** What is wrong, as the end of a sentence that begins with the file. */
  readonly wrong: string;
  /** One or more whole sentences. */
  readonly cure: string;

  constructor(file: string, wrong: string, cure: string, options?: ErrorOptions) {
    super(`${file}: ${wrong}. ${cure}`, options);
    this.file = file;
    this.wrong = wrong;
    this.cure = cure;
  }
}
