/** The terminal control sequences that the program uses (ECMA-48, and the DEC private modes of xterm). */

const csi = '\u001b[';

export const clearDown = `${csi}J`;
export const clearLineEnd = `${csi}K`;
export const cursorHome = `${csi}H`;

export function cursorUp(rows: number): string {
  return rows > 0 ? `${csi}${rows}A` : '';
}

/** A screen of our own, without a cursor and without line wrap; {@link leaveScreen} gives the old one back. */
export const enterScreen = `${csi}?1049h${csi}?25l${csi}?7l`;
export const leaveScreen = `${csi}?7h${csi}?25h${csi}?1049l`;
