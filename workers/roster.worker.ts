import { expose } from 'comlink'
import { createRosterReader } from '#data/roster/roster-reader.ts'

expose(createRosterReader())
