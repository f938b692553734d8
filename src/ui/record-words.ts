import { m } from '#words/messages.js'
import { learn } from './say.ts'

/** The codes of charts, visits and findings have words too; places that show them import this file. */
learn(m as unknown as Parameters<typeof learn>[0])
