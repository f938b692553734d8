/**
 * What two tablets show each other as QR codes so that their browsers find each other in one room: the parts of an SDP
 * (RFC 8866, 8839, 8841) that are not the same everywhere, in about 150 bytes. No server is named in it; candidates
 * are addresses of the local network, or the mDNS names that browsers show in their place.
 */
export interface Pairing {
  readonly is: 'offer' | 'answer'
  readonly ufrag: string
  readonly pwd: string
  /** SHA-256 of the DTLS certificate, 32 bytes. */
  readonly fingerprint: Uint8Array<ArrayBuffer>
  readonly setup: (typeof SETUPS)[number]
  readonly candidates: readonly HostCandidate[]
  /** An answer names the offer that it answers by its ufrag. */
  readonly answers: string | null
}

interface HostCandidate {
  /** An IPv4 or IPv6 address, or `<uuid>.local`. */
  readonly host: string
  readonly port: number
}

const SETUPS = ['actpass', 'active', 'passive'] as const
const HEAD = 'HINTERLAND1:'
const FORMAT = 1
const FINGERPRINT_BYTES = 32
/** A tablet has a Wi-Fi address or two; a laptop with virtual networks has more than anybody needs. */
const CANDIDATES_MAX = 6
/** A code of this size is still read at arm's length; ours have about 250. */
const TEXT_CHARS_MAX = 900
const ICE_TEXT = /^[A-Za-z0-9+/]{4,64}$/
const MDNS_NAME = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})\.local$/i
/** What browsers take at least; our frames have a quarter of it. */
const MESSAGE_BYTES_MAX = 262_144

/**
 * @param sdp local description after gathering, with one data channel and nothing else
 * @returns null where it has no fingerprint, no credentials, or no address that another tablet could reach
 */
export function pairingOf(sdp: string, is: Pairing['is'], answers: string | null = null): Pairing | null {
  const ufrag = /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1]
  const pwd = /^a=ice-pwd:(\S+)/m.exec(sdp)?.[1]
  const hex = /^a=fingerprint:sha-256 ([0-9A-Fa-f:]{95})/m.exec(sdp)?.[1]
  const setup = SETUPS.find((each) => each === /^a=setup:(\w+)/m.exec(sdp)?.[1])
  if (!ufrag || !pwd || !hex || !setup || !ICE_TEXT.test(ufrag) || !ICE_TEXT.test(pwd)) return null
  const fingerprint = Uint8Array.from(hex.split(':'), (byte) => Number.parseInt(byte, 16))
  const candidates = hostCandidates(sdp)
  return candidates.length > 0 ? { is, ufrag, pwd, fingerprint, setup, candidates, answers } : null
}

/** UDP, reachable from another device; addresses first, because not every network carries mDNS names. */
function hostCandidates(sdp: string): HostCandidate[] {
  const found: HostCandidate[] = []
  const lines = sdp.matchAll(/^a=candidate:\S+ 1 udp \d+ (\S+) (\d{1,5}) typ host/gim)
  for (const [, host, portText] of lines) {
    const port = Number(portText)
    const bytes = hostBytes(host!)
    if (!bytes || port === 0 || port > 65_535 || isUnreachable(bytes)) continue
    found.push({ host: host!.toLowerCase(), port })
  }
  const isName = ({ host }: HostCandidate) => (host.endsWith('.local') ? 1 : 0)
  return found.sort((a, b) => isName(a) - isName(b)).slice(0, CANDIDATES_MAX)
}

/** The tablet itself, and IPv6 link-local addresses, which mean nothing without the name of an interface. */
function isUnreachable([kind, ...bytes]: Uint8Array): boolean {
  if (kind === HOST_KINDS.v4) return bytes[0] === 127
  if (kind !== HOST_KINDS.v6) return false
  return (
    (bytes[0] === 0xfe && (bytes[1]! & 0xc0) === 0x80) ||
    (bytes[15] === 1 && bytes.slice(0, 15).every(isZero))
  )
}
const isZero = (byte: number) => byte === 0

/** The session description that the other browser is given. */
export function sdpOf({ ufrag, pwd, fingerprint, setup, candidates }: Pairing): string {
  const hex = [...fingerprint].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(':')
  const lines = candidates.map(({ host, port }, i) => {
    const priority = 126 * 2 ** 24 + (65_535 - i) * 256 + 255
    return `a=candidate:${i + 1} 1 udp ${priority} ${host} ${port} typ host`
  })
  return [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'a=group:BUNDLE 0',
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 0.0.0.0',
    ...lines,
    `a=ice-ufrag:${ufrag}`,
    `a=ice-pwd:${pwd}`,
    'a=ice-options:trickle',
    `a=fingerprint:sha-256 ${hex}`,
    `a=setup:${setup}`,
    'a=mid:0',
    'a=sctp-port:5000',
    `a=max-message-size:${MESSAGE_BYTES_MAX}`,
    '',
  ].join('\r\n')
}

/** Capitals and digits alone: QR codes have a dense mode for them, and a pasted text survives any messenger. */
export function pairingText(pairing: Pairing): string {
  const bytes: number[] = [FORMAT, (pairing.is === 'answer' ? 8 : 0) + SETUPS.indexOf(pairing.setup)]
  const text = (given: string) => bytes.push(given.length, ...[...given].map((each) => each.charCodeAt(0)))
  text(pairing.ufrag)
  text(pairing.pwd)
  if (pairing.is === 'answer') text(pairing.answers ?? '')
  bytes.push(...pairing.fingerprint, pairing.candidates.length)
  for (const { host, port } of pairing.candidates) bytes.push(...hostBytes(host)!, port >> 8, port & 255)
  return HEAD + base32(Uint8Array.from(bytes))
}

/** @returns null for any other text, also for one that lost its end */
export function readPairing(text: string): Pairing | null {
  const plain = text.replace(/\s+/g, '').toUpperCase()
  if (!plain.startsWith(HEAD) || plain.length > TEXT_CHARS_MAX) return null
  const bytes = fromBase32(plain.slice(HEAD.length))
  if (!bytes) return null
  const reader = new Reader(bytes)
  const format = reader.byte()
  const flags = reader.byte()
  const is = (flags & 8) === 0 ? 'offer' : 'answer'
  const setup = SETUPS[flags & 7]
  const [ufrag, pwd] = [reader.text(), reader.text()]
  const answers = is === 'answer' ? reader.text() : null
  const fingerprint = reader.take(FINGERPRINT_BYTES)
  const count = reader.byte()
  if (format !== FORMAT || !setup || count === 0 || count > CANDIDATES_MAX) return null
  const candidates: HostCandidate[] = []
  for (let i = 0; i < count; i++) {
    const host = reader.host()
    const port = reader.byte() * 256 + reader.byte()
    if (!host || port === 0) return null
    candidates.push({ host, port })
  }
  const unfit = [ufrag, pwd, ...(answers === null ? [] : [answers])].some((each) => !ICE_TEXT.test(each))
  return unfit || !reader.isAtEnd ? null : { is, ufrag, pwd, fingerprint, setup, candidates, answers }
}

/** Names the one channel between these two browsers: both certificates. Whoever sits in between has others. */
export function channelBinding(a: Pairing, b: Pairing): string {
  return [a, b]
    .map(({ fingerprint }) => base32(fingerprint))
    .sort()
    .join('.')
}

const HOST_KINDS = { v4: 0, v6: 1, mdns: 2 } as const

/** Kind and address. @returns null for a host that is none of the three */
function hostBytes(host: string): Uint8Array<ArrayBuffer> | null {
  const name = MDNS_NAME.exec(host)
  if (name) {
    const hex = name.slice(1).join('')
    return Uint8Array.of(HOST_KINDS.mdns, ...hex.match(/../g)!.map((byte) => Number.parseInt(byte, 16)))
  }
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(host)) {
    const bytes = host.split('.').map(Number)
    return bytes.every((byte) => byte < 256) ? Uint8Array.of(HOST_KINDS.v4, ...bytes) : null
  }
  const groups = ipv6Groups(host)
  return groups && Uint8Array.of(HOST_KINDS.v6, ...groups.flatMap((group) => [group >> 8, group & 255]))
}

function ipv6Groups(host: string): number[] | null {
  const halves = host.split('::')
  if (halves.length > 2 || !/^[0-9a-f:]+$/i.test(host)) return null
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const missing = 8 - head!.length - (tail?.length ?? 0)
  if (tail ? missing < 1 : missing !== 0) return null
  const groups = [...head!, ...(tail ? [...Array<string>(missing).fill('0'), ...tail] : [])]
  return groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))
    ? groups.map((group) => Number.parseInt(group, 16))
    : null
}

class Reader {
  readonly #bytes: Uint8Array<ArrayBuffer>
  #at = 0

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  /** Past the end zeros are read; `isAtEnd` is false then. */
  byte(): number {
    return this.#bytes[this.#at++] ?? 0
  }

  take(count: number): Uint8Array<ArrayBuffer> {
    const taken = new Uint8Array(count)
    taken.set(this.#bytes.subarray(this.#at, this.#at + count))
    this.#at += count
    return taken
  }

  text(): string {
    return String.fromCharCode(...this.take(this.byte()))
  }

  host(): string | null {
    const kind = this.byte()
    if (kind === HOST_KINDS.v4) return [...this.take(4)].join('.')
    if (kind !== HOST_KINDS.v6 && kind !== HOST_KINDS.mdns) return null
    const hex = [...this.take(16)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
    if (kind === HOST_KINDS.v6)
      return hex
        .match(/.{4}/g)!
        .map((group) => Number.parseInt(group, 16).toString(16))
        .join(':')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}.local`
  }
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648, section 6, without padding. */
function base32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    bits = (bits << 8) | byte
    held += 8
    while (held >= 5) text += ALPHABET[(bits >> (held -= 5)) & 31]!
    bits &= 255
  }
  return held > 0 ? text + ALPHABET[(bits << (5 - held)) & 31]! : text
}

function fromBase32(text: string): Uint8Array<ArrayBuffer> | null {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8))
  let bits = 0
  let held = 0
  let at = 0
  for (const character of text) {
    const value = ALPHABET.indexOf(character)
    if (value === -1) return null
    bits = ((bits << 5) | value) & 0xfff
    held += 5
    if (held >= 8) bytes[at++] = (bits >> (held -= 8)) & 255
  }
  return held < 5 ? bytes : null
}
