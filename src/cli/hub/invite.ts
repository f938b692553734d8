import { resolve } from 'node:path'
import { renderUnicodeCompact } from 'uqr'
import type { NewInvitation } from '#contract/sync/hub-page.ts'
import { NotUnderstood, readArgs, refused, type HubCommand } from './command.ts'
import { EXIT } from '../io.ts'
import { askHub } from './ask-hub.ts'
import { clinicRole } from './user.ts'

/** `hub invite`: the text goes to standard output, the QR code to the terminal. */
export async function inviteCommand({ args, io, terminal }: HubCommand): Promise<number> {
  const { values } = readArgs(
    args,
    {
      clinic: { type: 'string' },
      'new-clinic': { type: 'boolean', default: false },
      role: { type: 'string', default: 'clinician' },
      uses: { type: 'string', default: '1' },
      hours: { type: 'string', default: '24' },
    },
    0,
  )
  if (values['new-clinic'] && values.clinic !== undefined)
    throw new NotUnderstood('A clinic that is here, or a new one: --clinic SCOPE or --new-clinic.')
  const asked: NewInvitation = {
    scope: values.clinic ?? null,
    role: clinicRole(values.role),
    uses: whole(values.uses, '--uses'),
    hours: whole(values.hours, '--hours'),
  }
  const made = await askHub(resolve(values.data), 'invite', asked)
  if (!made.ok) return refused(io, made.problem)
  if (values.json) {
    io.out(`${JSON.stringify(made.value)}\n`)
    return EXIT.done
  }
  const { text, invitation } = made.value
  io.out(`${text}\n`)
  io.err(
    `\n${qrOnTerminal(text, terminal.isInteractive)}\n` +
      `${invitation.role}, ${invitation.clinic?.name ?? 'a clinic that the tablet brings'}; ` +
      `good until ${new Date(invitation.expiresAtMs).toISOString()}, for ${invitation.uses}. ` +
      'Whoever has it can join.\n',
  )
  return EXIT.done
}

/** Two rows a line, so that it is square and fits; black on white, whatever the terminal's own colours are. */
function qrOnTerminal(text: string, isColoured: boolean): string {
  const code = renderUnicodeCompact(text, { ecc: 'M', border: 2 })
  // Its full blocks are the light parts: bright white on black.
  return isColoured ? code.replace(/^.*$/gm, (line) => `\x1b[97;40m${line}\x1b[0m`) : code
}

function whole(text: string, option: string): number {
  if (!/^\d{1,3}$/.test(text)) throw new NotUnderstood(`${option} ${text} is no number.`)
  return Number(text)
}
