import { base64url } from '#contract/record/base64url.ts'
import { decodeSegment, type Segment } from '#contract/sync/segment.ts'
import type { SegmentRef } from '#contract/sync/sync-messages.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { joined, sha256 } from '../bytes.ts'
import type { HubLine } from './hub-line.ts'
import { problemOf } from './refusal.ts'
import { unpacked } from './packed.ts'

const SEGMENT_BYTES_MAX = 64 * 1024 * 1024

/**
 * Closed pieces of the hub's log, fetched whole. What came before a line was cut is kept in memory (it is readable, so it
 * never lies on the disk) and the rest is asked for by range.
 */
export class Segments {
  readonly #line: HubLine
  #begun: { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> } | null = null

  constructor(line: HubLine) {
    this.#line = line
  }

  forget(): void {
    this.#begun = null
  }

  /** `segment-damaged` where its bytes are not those that its name tells; rejects where the line is lost */
  async fetch(ref: SegmentRef, signal: AbortSignal): Promise<Outcome<Segment>> {
    const had = this.#begun?.name === ref.name ? this.#begun.bytes : new Uint8Array()
    const answer = await this.#line.fetch(`/api/segments/${ref.name}`, {
      method: 'GET',
      signal,
      ...(had.length > 0 ? { headers: { range: `bytes=${had.length}-` } } : {}),
    })
    if (!answer.ok) {
      this.#begun = null
      return { ok: false, problem: await problemOf(answer) }
    }
    const whole = await this.#read(ref, answer.status === 206 ? had : new Uint8Array(), answer)
    this.#begun = null
    if (base64url(await sha256(whole)) !== ref.sha256) return damaged()
    const plain = await unpacked(whole, SEGMENT_BYTES_MAX)
    const segment = plain ? decodeSegment(plain) : null
    return segment ? good(segment) : damaged()
  }

  async #read(
    { name, bytes }: SegmentRef,
    begun: Uint8Array<ArrayBuffer>,
    answer: Response,
  ): Promise<Uint8Array<ArrayBuffer>> {
    let have = begun
    const reader = answer.body?.getReader()
    try {
      while (reader && have.length <= bytes) {
        const { done, value } = await reader.read()
        if (done) break
        have = joined(have, value)
      }
    } catch (cause) {
      this.#begun = { name, bytes: have }
      throw cause
    }
    if (have.length > bytes) await reader?.cancel()
    // A line that was cut without a word ends early: the rest is asked for next time.
    if (have.length < bytes) {
      this.#begun = { name, bytes: have }
      throw new TypeError('the line was cut')
    }
    return have
  }
}

function damaged() {
  return bad(
    'segment-damaged',
    'What the hub gave does not fit its own mark.',
    'It is asked for again; if it stays so, tell whoever keeps the hub.',
  )
}
