import type { IncomingHttpHeaders } from 'node:http'

/** The prefix is the browser's promise: set over TLS, by this host, for all of it (RFC 6265bis, 4.1.3.2). */
const SECURE_NAME = '__Host-hinterland'
/** `http://localhost` has no TLS to promise. */
const LOCAL_NAME = 'hinterland'
const LOCAL = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/
/** Longer ones are no browser's. */
const HEADER_MAX = 8192

type Asked = { readonly headers: IncomingHttpHeaders }

interface Cookie {
  readonly name: string
  /** base64url and full stops alone, so that nothing needs to be escaped. */
  readonly value: string
  readonly isSecure: boolean
  readonly sameSite: 'Strict' | 'Lax'
  /** 0: it ends now. */
  readonly maxAgeS: number
}

/** @returns null: there is none, or not by the name that this host sets */
export function sessionToken({ headers }: Asked): string | null {
  const local = LOCAL.test(headers.host ?? '') ? cookieValue(headers.cookie, LOCAL_NAME) : null
  return cookieValue(headers.cookie, SECURE_NAME) ?? local
}

/** A session may be given: not over plain HTTP to another machine. */
export function mayHoldSession({ headers }: Asked, isSecure: boolean): boolean {
  return isSecure || LOCAL.test(headers.host ?? '')
}

/** `set-cookie` of a session that begins. */
export function sessionCookie(token: string, isSecure: boolean, lastsMs: number): string {
  const name = isSecure ? SECURE_NAME : LOCAL_NAME
  return cookieText({
    name,
    value: token,
    isSecure,
    sameSite: 'Strict',
    maxAgeS: Math.ceil(lastsMs / 1000),
  })
}

/** Both, so that no old one of the other name stays. */
export function endedCookies(): string[] {
  return [SECURE_NAME, LOCAL_NAME].map((name) =>
    cookieText({ name, value: '', isSecure: name === SECURE_NAME, sameSite: 'Strict', maxAgeS: 0 }),
  )
}

export function cookieText({ name, value, isSecure, sameSite, maxAgeS }: Cookie): string {
  const secure = isSecure ? '; Secure' : ''
  return `${name}=${value}; Path=/; Max-Age=${maxAgeS}; HttpOnly${secure}; SameSite=${sameSite}`
}

export function cookieValue(header: string | undefined, name: string): string | null {
  if (!header || header.length > HEADER_MAX) return null
  const found = header.split(';').find((each) => each.trimStart().startsWith(`${name}=`))
  return found === undefined ? null : found.slice(found.indexOf('=') + 1).trim()
}

/** Whether the page that asks came over TLS: by its own word, since a proxy may have taken the TLS off. */
export function isSecure(headers: IncomingHttpHeaders, protocol: string): boolean {
  return protocol === 'https' || headers.origin?.startsWith('https://') === true
}
