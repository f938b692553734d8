import { expect, test } from 'vitest'
import { WayBack } from './way-back.ts'

function closedAt(href: string, key: string | null = 'zhou'): WayBack {
  const way = new WayBack()
  way.close(key, href)
  return way
}

test('a lock takes the address to Today', () => {
  expect(new WayBack().close('zhou', '/person/p1')).toBe('/')
  expect(new WayBack().close('zhou', '/')).toBeNull()
})

test('whoever comes back goes on where they stood', () => {
  expect(closedAt('/person/p1').open('zhou', '/', false)).toBe('/person/p1')
})

test('somebody else begins at Today', () => {
  expect(closedAt('/person/p1').open('shi', '/', false)).toBeNull()
})

test('a colleague to whom the tablet was handed goes on in the same chart', () => {
  expect(closedAt('/person/p1').open('shi', '/', true)).toBe('/person/p1')
})

test('after a reload, when nobody knows who stood there, the first who opens goes on', () => {
  expect(closedAt('/visit/p1', null).open('shi', '/', false)).toBe('/visit/p1')
})

test('the way back is taken once', () => {
  const way = closedAt('/person/p1')
  way.open('zhou', '/', false)
  expect(way.open('zhou', '/', false)).toBeNull()
})
