import { expect, test } from 'vitest'
import { kindOf } from './film-kind.ts'

function head(text: string, at = 0): Uint8Array {
  const bytes = new Uint8Array(512)
  bytes.set(
    [...text].map((letter) => letter.charCodeAt(0)),
    at,
  )
  return bytes
}

test('a file is known by its first bytes', () => {
  expect(kindOf(head('DICM', 128))).toBe('dicom')
  expect(kindOf(head('\x89PNG\r\n'))).toBe('png')
  expect(kindOf(head('\xff\xd8\xff\xe0'))).toBe('jpeg')
  expect(kindOf(head('n+1\0', 344))).toBe('nifti')
  expect(kindOf(head('%PDF-1.7'))).toBe('pdf')
  expect(kindOf(head('[AutoRun]\r\nopen=x.exe'))).toBe('page')
  expect(kindOf(head('II*\0 nothing known'))).toBe('unknown')
})

test('a DICOM file whose preamble says that it is a program is DICOM', () => {
  const bytes = head('DICM', 128)
  bytes.set([0x4d, 0x5a])
  expect(kindOf(bytes)).toBe('dicom')
})
