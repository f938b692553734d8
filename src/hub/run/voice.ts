import type { HubVoice } from '../context.ts'

export const VOICE_LEVELS = ['info', 'warn', 'error', 'off'] as const
export type VoiceLevel = (typeof VOICE_LEVELS)[number]

type Details = Readonly<Record<string, string | number | boolean>>

/** A text longer than this is no reason or route of ours. */
const TEXT_MAX = 200

/**
 * Structured lines, one JSON object each. Whoever calls gives words of this house and numbers, never a name, an id of a
 * person, an address of a page or a body; what is too long or breaks a line is cut.
 * @param write one line without its end; standard error unless told otherwise
 */
export function createVoice(
  level: VoiceLevel,
  write: (line: string) => void = (line) => void process.stderr.write(`${line}\n`),
  nowMs: () => number = Date.now,
): HubVoice {
  const heard = VOICE_LEVELS.indexOf(level)
  const at = (own: Exclude<VoiceLevel, 'off'>) => {
    const loud = VOICE_LEVELS.indexOf(own) >= heard
    return (what: string, details: Details = {}) => {
      if (!loud) return
      write(
        JSON.stringify({
          at: new Date(nowMs()).toISOString(),
          level: own,
          what: cut(what),
          ...tame(details),
        }),
      )
    }
  }
  return { info: at('info'), warn: at('warn'), error: at('error') }
}

function tame(details: Details): Details {
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => [name, typeof value === 'string' ? cut(value) : value]),
  )
}

const cut = (text: string) => (text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text)
