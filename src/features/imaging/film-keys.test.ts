import { expect, test } from 'vitest'
import { filmKey } from './film-keys.ts'

function pressed(key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey', boolean>> = {}) {
  const done: string[] = []
  const event = { key, ctrlKey: false, metaKey: false, altKey: false, ...held }
  const taken = filmKey(event, {
    layout: () => done.push('layout'),
    link: () => done.push('link'),
    nextPane: () => done.push('pane'),
    planes: () => done.push('planes'),
    series: (step) => done.push(`series ${step}`),
    nextTab: () => done.push('tab'),
    panel: () => done.push('panel'),
    help: () => done.push('help'),
    stage: () => done.push('stage'),
  })
  return { done: done.join(), taken }
}

test('a key of the desk is taken, in either case', () => {
  expect(pressed('y')).toEqual({ done: 'layout', taken: true })
  expect(pressed('Y')).toEqual({ done: 'layout', taken: true })
  expect(pressed(',')).toEqual({ done: 'series -1', taken: true })
})

test('what the desk does not know goes to the stage, which takes it or leaves it to the page', () => {
  expect(pressed('w')).toEqual({ done: 'stage', taken: false })
  expect(pressed('ArrowDown')).toEqual({ done: 'stage', taken: false })
})

test('what belongs to the browser stays the browser’s', () => {
  expect(pressed('u', { ctrlKey: true })).toEqual({ done: '', taken: false })
})
