const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const joiners = new Set(['\u200c', '\u200d']);

/**
 * Text that is safe to show: whatever could move the cursor, colour, reorder or hide text on a terminal
 * appears as an escape such as `\u{1b}`. Joiners stay, because scripts need them. Everything that comes
 * from the hub or echoes input goes through here before it reaches the terminal.
 */
export function printable(text: string): string {
  return text.replace(unsafe, (char) =>
    joiners.has(char) ? char : `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** A value as one line of JSON that is safe to show: the same characters appear as JSON's own escapes. */
export function printableJson(value: object): string {
  return JSON.stringify(value).replace(unsafe, (char) => {
    if (joiners.has(char)) return char;
    const units = Array.from({ length: char.length }, (_, index) => char.charCodeAt(index));
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
  });
}
