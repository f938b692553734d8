import { bad, good, type Outcome } from '#domain/problem.ts'
import {
  channelBinding,
  pairingOf,
  pairingText,
  readPairing,
  sdpOf,
  type Pairing,
} from '#contract/sync/pairing.ts'

/** Addresses of the local network come within a tenth of a second; mDNS names within a second. */
const GATHERED_WITHIN_MS = 3000
/** Once both have each other's code. Slow tablets need five seconds. */
const CONNECTED_WITHIN_MS = 30_000
/** So much waits in the browser at most; the rest waits here, so that what is urgent is not behind it. */
const BUFFERED_BYTES_MAX = 1024 * 1024
const BUFFERED_BYTES_LOW = 256 * 1024

/** One data channel to a tablet in the same room. Nobody outside is asked for anything: no STUN, no TURN. */
export class PeerChannel {
  /** Called with each frame, from the first on. */
  onFrame: (frame: Uint8Array<ArrayBuffer>) => void = () => undefined
  /** Called once, when the line is no more. */
  onEnd: () => void = () => undefined
  readonly #connection = new RTCPeerConnection({ iceServers: [] })
  readonly #channel = this.#connection.createDataChannel('hinterland', {
    negotiated: true,
    id: 0,
    ordered: true,
  })
  readonly #waiting: Uint8Array<ArrayBuffer>[] = []
  #mine: Pairing | null = null
  #theirs: Pairing | null = null
  #ended = false

  constructor() {
    this.#channel.binaryType = 'arraybuffer'
    this.#channel.bufferedAmountLowThreshold = BUFFERED_BYTES_LOW
    this.#channel.addEventListener('bufferedamountlow', () => this.#flush())
    this.#channel.addEventListener('open', () => this.#flush())
    this.#channel.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) =>
      this.onFrame(new Uint8Array(data)),
    )
    this.#channel.addEventListener('close', () => this.close())
    this.#connection.addEventListener('connectionstatechange', () => {
      if (['failed', 'closed'].includes(this.#connection.connectionState)) this.close()
    })
  }

  /** Names this channel and no other; known once both codes are. */
  get binding(): string {
    return this.#mine && this.#theirs ? channelBinding(this.#mine, this.#theirs) : ''
  }

  /** The first code, to be shown. `pairing-no-address` */
  async offer(): Promise<Outcome<string>> {
    await this.#connection.setLocalDescription()
    return this.#gathered('offer', null)
  }

  /** Takes the first code and gives the second. `pairing-no-code`, `pairing-wrong-step`, `pairing-no-address` */
  async answer(text: string): Promise<Outcome<string>> {
    const offer = readPairing(text)
    if (!offer) return noCode()
    if (offer.is !== 'offer') return wrongStep()
    await this.#connection.setRemoteDescription({ type: 'offer', sdp: sdpOf(offer) })
    this.#theirs = offer
    await this.#connection.setLocalDescription()
    return this.#gathered('answer', offer.ufrag)
  }

  /** Takes the second code: the tablets look for each other now. `pairing-no-code`, `pairing-wrong-step`, `pairing-other-code` */
  async accept(text: string): Promise<Outcome<null>> {
    const answer = readPairing(text)
    if (!answer) return noCode()
    if (answer.is !== 'answer') return wrongStep()
    if (answer.answers !== this.#mine?.ufrag) return otherCode()
    await this.#connection.setRemoteDescription({ type: 'answer', sdp: sdpOf(answer) })
    this.#theirs = answer
    return good(null)
  }

  /** @param withinMs null: as long as it takes the other person to scan the second code. `pairing-no-line` */
  opened(withinMs: number | null = CONNECTED_WITHIN_MS): Promise<Outcome<null>> {
    return new Promise((resolve) => {
      const timer = withinMs === null ? undefined : setTimeout(() => end(noLine()), withinMs)
      const isOpen = () => end(good(null))
      const isClosed = () => end(noLine())
      const end = (outcome: Outcome<null>) => {
        clearTimeout(timer)
        this.#channel.removeEventListener('open', isOpen)
        this.#channel.removeEventListener('close', isClosed)
        resolve(outcome)
      }
      if (this.#channel.readyState === 'open') return isOpen()
      if (this.#ended) return isClosed()
      this.#channel.addEventListener('open', isOpen)
      this.#channel.addEventListener('close', isClosed)
    })
  }

  send(frame: Uint8Array<ArrayBuffer>): void {
    this.#waiting.push(frame)
    this.#flush()
  }

  close(): void {
    if (this.#ended) return
    this.#ended = true
    this.#waiting.length = 0
    this.#channel.close()
    this.#connection.close()
    // A closed connection gives no event of its own.
    this.#channel.dispatchEvent(new Event('close'))
    this.onEnd()
  }

  #flush(): void {
    while (
      this.#waiting.length > 0 &&
      this.#channel.readyState === 'open' &&
      this.#channel.bufferedAmount < BUFFERED_BYTES_MAX
    )
      this.#channel.send(this.#waiting.shift()!)
  }

  async #gathered(is: Pairing['is'], answers: string | null): Promise<Outcome<string>> {
    await this.#gathering()
    this.#mine = pairingOf(this.#connection.localDescription?.sdp ?? '', is, answers)
    return this.#mine ? good(pairingText(this.#mine)) : noAddress()
  }

  #gathering(): Promise<void> {
    const connection = this.#connection
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, GATHERED_WITHIN_MS)
      const look = () => {
        if (connection.iceGatheringState !== 'complete') return
        clearTimeout(timer)
        resolve()
      }
      connection.addEventListener('icegatheringstatechange', look)
      look()
    })
  }
}

const noCode = () =>
  bad('pairing-no-code', 'This is no code of a tablet.', 'Scan the code that the other tablet shows now.')

const wrongStep = () =>
  bad(
    'pairing-wrong-step',
    'This code belongs to the other step.',
    'One tablet shows the first code; the other scans it and shows the second.',
  )

const otherCode = () =>
  bad(
    'pairing-other-code',
    'This code answers another one.',
    'Let the other tablet scan the code that stands here now, then scan what it shows.',
  )

const noAddress = () =>
  bad(
    'pairing-no-address',
    'This tablet is in no network.',
    'Join the same Wi-Fi on both tablets, or switch on the hotspot of one; the internet is not needed.',
  )

const noLine = () =>
  bad(
    'pairing-no-line',
    'The tablets do not reach each other.',
    'Put both into the same Wi-Fi, or into the hotspot of one of them; guest networks often keep tablets apart. Or hand over a file.',
  )
