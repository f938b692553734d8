/** What stands on the table beside this tablet. A name of a device, of nobody. */
const KEY = 'hinterland-vitals-device'

export function deviceOfTablet(): string {
  try {
    return localStorage.getItem(KEY) ?? ''
  } catch {
    return ''
  }
}

/** A browser may forbid storage; then it is typed again. */
export function rememberDevice(name: string): void {
  try {
    localStorage.setItem(KEY, name.trim())
  } catch {
    return
  }
}
