import { createSubscriber } from 'svelte/reactivity'

const TICK_MS = 500

const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, TICK_MS)
  return () => clearInterval(timer)
})

/** The tablet's clock for count-downs: whoever reads it is drawn anew twice a second, and only while it is read. */
export function ticking(): number {
  subscribe()
  return Date.now()
}
