/**
 * The code of the first set-up, from the address that the terminal gave (`/hub#setup=…`): after the `#` it never reaches a
 * server or its log. It is taken out of the address at once, so that it stays in no history.
 * @returns empty where there is none
 */
export function takeSetupCode(): string {
  const found = /^#setup=([\w-]{4,40})$/.exec(location.hash)
  if (found) history.replaceState(history.state, '', location.pathname + location.search)
  return found?.[1] ?? ''
}
