import { learn } from './say.ts'

/** Words of critical values: spoken on the reading desk once one is raised, and where their list is set. */
const said = import.meta.glob<Parameters<typeof learn>[0]>(
  './words/messages/{critical,problem_critical,cure_critical}_*.js',
  { eager: true },
)
learn(Object.assign({}, ...Object.values(said)) as Parameters<typeof learn>[0])
