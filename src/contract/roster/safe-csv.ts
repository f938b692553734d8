/**
 * Rows as CSV that opens rightly in a spreadsheet: UTF-8 with a byte order mark, lines by CRLF, and a quote before
 * cells that a spreadsheet would take for a formula (OWASP, CSV injection).
 */
export function safeCsv(rows: readonly (readonly string[])[]): string {
  return `\ufeff${rows.map((cells) => cells.map(safeCell).join(',')).join('\r\n')}\r\n`
}

function safeCell(cell: string): string {
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
