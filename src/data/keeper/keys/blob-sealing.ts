import { fieldBytes } from './field-bytes.ts'
import type { KeeperMachine } from './machine.ts'
import { gcm, NONCE_BYTES, SealBroken, TAG_BYTES, type Aad } from './sealing.ts'

/**
 * Large bytes sealed in frames of 1 MiB: format byte ‖ 16 random bytes (this sealing) ‖ frames, each 12 random bytes
 * (nonce) ‖ ciphertext and tag. The number of the frame, whether it is the last, and the sealing it belongs to are
 * authenticated, so that nothing can be cut, exchanged or mixed from two sealings. The length stays visible.
 */
const FORMAT = 1
const SEALING_BYTES = 16
export const FRAME_BYTES = 1 << 20
const FRAME_OVERHEAD = NONCE_BYTES + TAG_BYTES
const HEAD_BYTES = 1 + SEALING_BYTES

export async function sealBlob(
  key: CryptoKey,
  aad: Aad,
  bytes: Uint8Array,
  machine: Pick<KeeperMachine, 'randomBytes'>,
): Promise<Uint8Array<ArrayBuffer>> {
  // An empty file has one frame, empty and last.
  const frames = Math.max(1, Math.ceil(bytes.length / FRAME_BYTES))
  const sealed = new Uint8Array(HEAD_BYTES + bytes.length + frames * FRAME_OVERHEAD)
  const sealing = machine.randomBytes(SEALING_BYTES)
  sealed[0] = FORMAT
  sealed.set(sealing, 1)
  let at = HEAD_BYTES
  for (let frame = 0; frame < frames; frame++) {
    const iv = machine.randomBytes(NONCE_BYTES)
    const plain = bytes.subarray(frame * FRAME_BYTES, (frame + 1) * FRAME_BYTES) as Uint8Array<ArrayBuffer>
    const place = frameAad(aad, sealing, frame, frame === frames - 1)
    const ciphertext = await crypto.subtle.encrypt(gcm(iv, place), key, plain)
    sealed.set(iv, at)
    sealed.set(new Uint8Array(ciphertext), at + NONCE_BYTES)
    at += NONCE_BYTES + ciphertext.byteLength
  }
  return sealed
}

/** @throws SealBroken when any frame is altered, missing, of another place or another sealing */
export async function openBlob(
  key: CryptoKey,
  aad: Aad,
  sealed: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  const frames = await sealedFrames(key, aad, sealed.length, async (from, to) => sealed.subarray(from, to))
  const bytes = new Uint8Array(frames.sizeBytes)
  for (let frame = 0; frame < frames.count; frame++) bytes.set(await frames.open(frame), frame * FRAME_BYTES)
  return bytes
}

/** A sealed blob whose frames are opened one at a time, so that a long recording is never whole in memory. */
export interface SealedFrames {
  /** Of the plain bytes. */
  readonly sizeBytes: number
  readonly count: number
  /**
   * Plain bytes of a frame, `FRAME_BYTES` of each but the last.
   * @throws SealBroken when it is altered, cut, of another place or another sealing
   */
  open(frame: number): Promise<Uint8Array<ArrayBuffer>>
}

/**
 * @param sealedBytes length of the sealed file
 * @param read bytes of the sealed file from one place up to another
 * @throws SealBroken where no such file can have been sealed
 */
export async function sealedFrames(
  key: CryptoKey,
  aad: Aad,
  sealedBytes: number,
  read: (from: number, to: number) => Promise<Uint8Array>,
): Promise<SealedFrames> {
  const framed = sealedBytes - HEAD_BYTES
  if (framed < FRAME_OVERHEAD) throw new SealBroken()
  const head = (await read(0, HEAD_BYTES)).slice()
  const count = Math.ceil(framed / (FRAME_BYTES + FRAME_OVERHEAD))
  if (head[0] !== FORMAT || framed < count * FRAME_OVERHEAD) throw new SealBroken()
  const sealing = head.slice(1)
  return {
    sizeBytes: framed - count * FRAME_OVERHEAD,
    count,
    async open(frame) {
      const at = HEAD_BYTES + frame * (FRAME_BYTES + FRAME_OVERHEAD)
      const bytes = await read(at, Math.min(sealedBytes, at + FRAME_BYTES + FRAME_OVERHEAD))
      const iv = bytes.subarray(0, NONCE_BYTES) as Uint8Array<ArrayBuffer>
      const ciphertext = bytes.subarray(NONCE_BYTES) as Uint8Array<ArrayBuffer>
      const place = frameAad(aad, sealing, frame, frame === count - 1)
      return new Uint8Array(await openFrame(key, gcm(iv, place), ciphertext))
    },
  }
}

async function openFrame(
  key: CryptoKey,
  params: AesGcmParams,
  ciphertext: Uint8Array<ArrayBuffer>,
): Promise<ArrayBuffer> {
  try {
    return await crypto.subtle.decrypt(params, key, ciphertext)
  } catch {
    throw new SealBroken()
  }
}

function frameAad(aad: Aad, sealing: Uint8Array, frame: number, last: boolean): Uint8Array<ArrayBuffer> {
  const { store, row, scope, epoch } = aad
  const place = fieldBytes(
    `blob/${FORMAT}`,
    store,
    row,
    scope,
    String(epoch),
    String(frame),
    last ? 'last' : '',
  )
  const whole = new Uint8Array(place.length + sealing.length)
  whole.set(place)
  whole.set(sealing, place.length)
  return whole
}
