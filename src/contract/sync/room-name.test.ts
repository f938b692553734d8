import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readRoomName, ROOM_KINDS, roomBase, roomText, type RoomName } from './room-name.ts'

const name: RoomName = { scope: 'clinic', kind: 'note', id: 'abcdefghijklmnopqrstuv', epoch: 1 }

test('a name is read as it was written', () => {
  fc.assert(
    fc.property(
      fc.record({
        scope: fc.stringMatching(/^[A-Za-z0-9_:-]{1,80}$/),
        kind: fc.constantFrom(...ROOM_KINDS),
        id: fc.stringMatching(/^[A-Za-z0-9_-]{22}$/),
        epoch: fc.integer({ min: 1, max: 999_999 }),
      }),
      (room) => {
        expect(readRoomName(roomText(room))).toEqual(room)
      },
    ),
  )
})

test('what stays from one epoch to the next', () => {
  expect(roomText(name)).toBe(`${roomBase(name)}/1`)
  expect(roomBase({ ...name })).toBe(roomBase({ ...name, epoch: 2 } as RoomName))
})

test.each([
  '',
  roomBase(name),
  `${roomBase(name)}/0`,
  `${roomBase(name)}/01`,
  `${roomBase(name)}/1000000`,
  `${roomText(name)}/`,
  `${roomText(name)}\n`,
  roomText(name).replace('note', 'chart'),
  roomText(name).replace('clinic', '..'),
  roomText(name).replace('clinic', 'a/b'),
  roomText({ ...name, id: 'short' }),
  roomText({ ...name, scope: 'x'.repeat(81) }),
])('%s is no room', (text) => {
  expect(readRoomName(text)).toBe(null)
})
