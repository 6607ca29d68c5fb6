/** What stands in the box, or is chosen in the list, that an event comes from. */
export function typedText({ target }: Event): string {
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement ? target.value : '';
}
