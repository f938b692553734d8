import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

/** Address of the rooms: a GET with the signed header lists them, an upgrade opens the socket. */
export const ROOMS_PATH = '/api/rooms'

/** A whole room and what surrounds it; larger frames are nobody's. */
export const ROOM_FRAME_BYTES_MAX = 160 * 1024
const NAME_LENGTH_MAX = 160

/**
 * What travels on the socket of the rooms, and between tablets nearby: the frames of Hocuspocus 4 (y-protocols' sync and
 * awareness with the room's name before them), so that its server and other clients of it understand them.
 * Source: @hocuspocus/server 4.7, `types.ts` MessageType; y-protocols 1.0.7, `sync.js`.
 */
export type RoomFrame =
  /** What the sender has (state vector): answered by what it lacks. */
  | { readonly is: 'vector'; readonly vector: Uint8Array<ArrayBuffer> }
  /** What the other one lacked. */
  | { readonly is: 'answer'; readonly update: Uint8Array<ArrayBuffer> }
  | { readonly is: 'update'; readonly update: Uint8Array<ArrayBuffer> }
  | { readonly is: 'presence'; readonly update: Uint8Array<ArrayBuffer> }
  | { readonly is: 'token'; readonly token: string }
  | { readonly is: 'token-wanted' }
  | { readonly is: 'allowed'; readonly readOnly: boolean }
  | { readonly is: 'denied'; readonly why: string }
  /** `room-said.ts`. */
  | { readonly is: 'said'; readonly text: string }
  | { readonly is: 'left'; readonly why: string }
  /** Hocuspocus' own word on an update; ours are in `said`, because its word comes also for what was not kept. */
  | { readonly is: 'status'; readonly applied: boolean }

const SYNC = 0
const AWARENESS = 1
const AUTH = 2
const SYNC_REPLY = 4
const STATELESS = 5
const CLOSE = 7
const SYNC_STATUS = 8
const SYNC_STEPS = ['vector', 'answer', 'update'] as const
const TOKEN = 0
const DENIED = 1
const ALLOWED = 2

export function encodeRoomFrame(room: string, frame: RoomFrame): Uint8Array<ArrayBuffer> {
  const encoder = encoding.createEncoder()
  const number = (value: number) => encoding.writeVarUint(encoder, value)
  const text = (value: string) => encoding.writeVarString(encoder, value)
  const bytes = (value: Uint8Array) => encoding.writeVarUint8Array(encoder, value)
  text(room)
  switch (frame.is) {
    case 'vector':
      number(SYNC)
      number(0)
      bytes(frame.vector)
      break
    case 'answer':
    case 'update':
      number(SYNC)
      number(SYNC_STEPS.indexOf(frame.is))
      bytes(frame.update)
      break
    case 'presence':
      number(AWARENESS)
      bytes(frame.update)
      break
    case 'token':
      number(AUTH)
      number(TOKEN)
      text(frame.token)
      break
    case 'token-wanted':
      number(AUTH)
      number(TOKEN)
      break
    case 'allowed':
      number(AUTH)
      number(ALLOWED)
      text(frame.readOnly ? 'readonly' : 'read-write')
      break
    case 'denied':
      number(AUTH)
      number(DENIED)
      text(frame.why)
      break
    case 'said':
      number(STATELESS)
      text(frame.text)
      break
    case 'left':
      number(CLOSE)
      text(frame.why)
      break
    case 'status':
      number(SYNC_STATUS)
      number(frame.applied ? 1 : 0)
  }
  return new Uint8Array(encoding.toUint8Array(encoder))
}

/** @returns null for anything else: cut, too long, of another kind, with something behind it */
export function decodeRoomFrame(
  given: Uint8Array,
): { readonly room: string; readonly frame: RoomFrame } | null {
  if (given.length > ROOM_FRAME_BYTES_MAX) return null
  try {
    const decoder = decoding.createDecoder(given)
    const room = decoding.readVarString(decoder)
    if (room.length > NAME_LENGTH_MAX) return null
    const frame = readFrame(decoder)
    return frame ? { room, frame } : null
  } catch {
    return null
  }
}

function readFrame(decoder: decoding.Decoder): RoomFrame | null {
  const bytes = () => new Uint8Array(decoding.readVarUint8Array(decoder))
  const text = () => decoding.readVarString(decoder)
  const number = () => decoding.readVarUint(decoder)
  /** Nothing may stand behind a frame. */
  const alone = (frame: RoomFrame) => (decoding.hasContent(decoder) ? null : frame)
  const type = number()
  if (type === SYNC || type === SYNC_REPLY) {
    const is = SYNC_STEPS[number()]
    if (!is) return null
    return alone(is === 'vector' ? { is, vector: bytes() } : { is, update: bytes() })
  }
  if (type === AWARENESS) return alone({ is: 'presence', update: bytes() })
  if (type === STATELESS) return alone({ is: 'said', text: text() })
  if (type === SYNC_STATUS) return alone({ is: 'status', applied: number() === 1 })
  if (type === CLOSE) return alone({ is: 'left', why: decoding.hasContent(decoder) ? text() : '' })
  if (type !== AUTH) return null
  const word = number()
  if (word === DENIED) return alone({ is: 'denied', why: text() })
  if (word === ALLOWED) return alone({ is: 'allowed', readOnly: text() === 'readonly' })
  if (word !== TOKEN) return null
  // Behind a token other clients name their version.
  return decoding.hasContent(decoder) ? { is: 'token', token: text() } : { is: 'token-wanted' }
}
