/** Characters that terminals draw two columns wide: East Asian scripts, full width forms, emoji. */
const wide =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Yi}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]/u;
/** Those that take no column of their own: marks on the one before, and joiners. */
const joined = /[\p{Mn}\p{Me}]|\u200c|\u200d/u;

/** Columns that text takes on a terminal. */
export function textWidth(text: string): number {
  let width = 0;
  for (const char of text) width += charWidth(char);
  return width;
}

/** Text that takes at most `width` columns: what does not fit ends in an ellipsis. */
export function fitted(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let kept = '';
  let room = width - 1;
  for (const char of text) {
    room -= charWidth(char);
    if (room < 0) break;
    kept += char;
  }
  return width > 0 ? `${kept}…` : '';
}

function charWidth(char: string): number {
  if (char < '\u0300' || isHalfWide(char)) return 1;
  if (joined.test(char)) return 0;
  return wide.test(char) ? 2 : 1;
}

/** Half width forms of what is wide otherwise. */
function isHalfWide(char: string): boolean {
  return char >= '\uff61' && char <= '\uffdc';
}
