import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as v from 'valibot'
import { good, type Outcome } from '#domain/problem.ts'
import { counted } from '#contract/sync/bytes.ts'
import {
  NOTED,
  type AccountChange,
  type HubAccount,
  type NewAccount,
  type NewInvitation,
  type ReleaseRequest,
  type RevokeRequest,
} from '#contract/sync/hub-page.ts'
import { answer, fromOwnPage, jsonOfBody, refuse, type DoorFrame } from './doors.ts'
import { noRight, understood } from './request-problems.ts'
import { sessionToken } from './session-cookie.ts'
import { notSignedIn } from './sign-in-doors.ts'

const ASKED_A_MINUTE = 300
const NOTES_MAX = 200

const notesQuery = v.object({
  what: v.optional(v.picklist(NOTED)),
  before: v.optional(v.pipe(v.string(), v.transform(Number), counted)),
  limit: v.optional(v.pipe(v.string(), v.transform(Number), counted, v.maxValue(NOTES_MAX)), '100'),
})

type Ask = (keeper: HubAccount, request: FastifyRequest) => Promise<Outcome<unknown>>

/** The hub page: whoever keeps the hub, signed in. */
export function openKeeperDoors(server: FastifyInstance, frame: DoorFrame): void {
  const { people } = frame.hub
  const options = { config: { rateLimit: { max: ASKED_A_MINUTE, timeWindow: 60_000 } } }

  const get = (path: string, ask: Ask) =>
    server.get(path, options, (request, reply) => asked(request, reply, ask))
  const post = (path: string, ask: Ask) =>
    server.post(path, options, async (request, reply) => {
      const own = fromOwnPage(frame, request)
      return own.ok ? asked(request, reply, ask) : answer(frame, reply, own)
    })

  async function asked(request: FastifyRequest, reply: FastifyReply, ask: Ask) {
    const token = sessionToken(request)
    const keeper = people.keeperBy(token)
    if (keeper) return answer(frame, reply, await ask(keeper, request))
    const { account } = people.me(token, false)
    return refuse(frame, reply, (account ? noRight() : notSignedIn()).problem)
  }

  get('/api/hub/devices', async () => good({ devices: await people.devices() }))
  post('/api/hub/revoke', (keeper, request) =>
    people.revoke(jsonOfBody(request) as RevokeRequest, doer(keeper)),
  )

  get('/api/hub/clinics', async () => good({ clinics: people.clinics() }))
  get('/api/hub/accounts', async () => good({ accounts: people.accounts() }))
  post('/api/hub/accounts', (keeper, request) =>
    people.addAccount(jsonOfBody(request) as NewAccount, doer(keeper)),
  )
  post('/api/hub/accounts/:id', (keeper, request) =>
    people.changeAccount(idOf(request), jsonOfBody(request) as AccountChange, doer(keeper)),
  )

  get('/api/hub/invitations', async () => good({ invitations: people.invitations() }))
  post('/api/hub/invitations', (keeper, request) =>
    people.invite(jsonOfBody(request) as NewInvitation, doer(keeper)),
  )
  post('/api/hub/invitations/:id/withdraw', (keeper, request) =>
    people.withdrawInvitation(idOf(request), doer(keeper)),
  )

  get('/api/hub/held', async () => good(await people.held()))
  post('/api/hub/held/release', (keeper, request) =>
    people.release(jsonOfBody(request) as ReleaseRequest, doer(keeper)),
  )

  get('/api/hub/notes', async (_keeper, request) => {
    const filter = understood(notesQuery, request.query)
    if (!filter.ok) return filter
    const { what, before, limit } = filter.value
    return good(
      await people.notes({
        ...(what === undefined ? {} : { what }),
        ...(before === undefined ? {} : { before }),
        limit,
      }),
    )
  })
}

const doer = ({ id }: HubAccount) => `account:${id}`
const idOf = ({ params }: FastifyRequest) => (params as { id: string }).id
