/** A field of CSV as RFC 4180 quotes it. */
export function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What a spreadsheet would take for a formula, also in full width; text that only looks guarded is guarded too. */
const formula = /^[\s']*[=+\-@＝＋－＠]/u;

/**
 * Text that somebody else wrote, so that a spreadsheet shows it and does not run it: an apostrophe before what could
 * begin a formula (OWASP, "CSV Injection"). {@link unguardedText} takes exactly that away again.
 */
export function guardedText(text: string): string {
  return formula.test(text) ? `'${text}` : text;
}

/** The text that {@link guardedText} was given. */
export function unguardedText(text: string): string {
  return text.startsWith("'") && formula.test(text) ? text.slice(1) : text;
}
