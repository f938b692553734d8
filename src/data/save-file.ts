/** Hands a file to the person at the tablet, on purpose and by their tap. */
export function saveFile(
  fileName: string,
  content: Uint8Array<ArrayBuffer> | string,
  type = 'application/octet-stream',
): void {
  const url = URL.createObjectURL(new Blob([content], { type }))
  const anchor = Object.assign(document.createElement('a'), { href: url, download: fileName })
  anchor.click()
  // The browser has begun to copy it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
