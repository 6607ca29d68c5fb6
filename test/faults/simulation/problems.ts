/** What was found wrong in a run. The first ends it. */
export class Problems {
  readonly found: string[] = [];

  add(problem: string): void {
    this.found.push(problem);
  }
}
