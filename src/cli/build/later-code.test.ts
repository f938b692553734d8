import { expect, test } from 'vitest'
import { groupsOf, workersOfChunks } from './groups.ts'
import { laterCode } from './later-code.ts'

const at = '/_app/immutable/'

/** A built app in small: Home, the people's page, a page of both, the keeper with its dictionary. */
const files: Record<string, string> = {
  '/index.html':
    '<script>import("/_app/immutable/entry/start.s.js");import("/_app/immutable/entry/app.a.js")</script>',
  [`${at}entry/start.s.js`]: 'import{x}from"../chunks/kit.k.js"',
  [`${at}entry/app.a.js`]: [
    'const __vite__mapDeps=(i,m=__vite__mapDeps,d=(m.f||(m.f=["../nodes/2.h.js","../chunks/kit.k.js","../nodes/3.p.js","../assets/3.p.css"])))=>i.map(i=>d[i]);',
    'import{a}from"../chunks/kit.k.js";import"../chunks/side.s.js";',
    'n=[()=>F(()=>import(`../nodes/0.l.js`),__vite__mapDeps([1]),import.meta.url),()=>F(()=>import(`../nodes/2.h.js`),__vite__mapDeps([0,1]),import.meta.url),',
    '()=>F(()=>import(`../nodes/3.p.js`),__vite__mapDeps([1,2,3]),import.meta.url),()=>import(`../nodes/4.q.js`)],',
    'd={"/":[2],"/people":[3],"/people/new":[4,[5]],"/peoples-choice":[6]}',
  ].join(''),
  [`${at}nodes/0.l.js`]:
    'import"../chunks/kit.k.js";new URL("../workers/keeper.worker-1.js",import.meta.url)',
  [`${at}nodes/2.h.js`]: [
    'const __vite__mapDeps=(i,m=__vite__mapDeps,d=(m.f||(m.f=["../chunks/whose.w.js","../chunks/pick.i.js","../assets/pick.css"])))=>i.map(i=>d[i]);',
    'import"../chunks/kit.k.js";F(async()=>{let{DeskIsFor:e}=await import(`../chunks/whose.w.js`);return{DeskIsFor:e}},__vite__mapDeps([0,1,2]),import.meta.url)',
    ';()=>import(`../chunks/report.r.js`)',
  ].join(''),
  [`${at}chunks/whose.w.js`]:
    'import"./pick.i.js";import"./kit.k.js";export{a as DeskIsFor,b as WhoseTracing}',
  [`${at}chunks/pick.i.js`]: '',
  [`${at}assets/pick.css`]: '',
  [`${at}nodes/3.p.js`]:
    'import"../chunks/chart.c.js";import"../chunks/kit.k.js";()=>import("../chunks/terms.t.js")',
  [`${at}nodes/4.q.js`]: 'new URL("../workers/roster.worker-1.js",import.meta.url)',
  [`${at}assets/3.p.css`]: '',
  [`${at}chunks/kit.k.js`]: '',
  [`${at}chunks/side.s.js`]: '',
  [`${at}chunks/chart.c.js`]: 'import"./kit.k.js"',
  [`${at}chunks/terms.t.js`]: '',
  [`${at}workers/keeper.worker-1.js`]:
    '()=>import("./chunks/names.n.js");()=>import("./chunks/curves.u.js");()=>import("./chunks/more.m.js")',
  [`${at}workers/roster.worker-1.js`]: 'import"./chunks/table.b.js";import"./chunks/both.o.js"',
  [`${at}workers/decode.worker-1.js`]: 'import"./chunks/both.o.js";()=>import("./chunks/every.e.js")',
  [`${at}workers/chunks/every.e.js`]: 'import"./xml.x.js";import"./both.o.js";export{V as EVERY_FORMAT};',
  [`${at}workers/chunks/xml.x.js`]: '',
  [`${at}chunks/report.r.js`]: 'import"./pick.i.js";import"./words.o.js";export{a as ReportPanel}',
  [`${at}chunks/words.o.js`]: '',
  [`${at}workers/chunks/names.n.js`]: 'import{n}from"../keeper.worker-1.js";export{V as readingsOf};',
  [`${at}workers/chunks/curves.u.js`]: 'export{V as ed25519};',
  [`${at}workers/chunks/more.m.js`]: 'export{V as more};',
  [`${at}workers/chunks/table.b.js`]: '',
  [`${at}workers/chunks/both.o.js`]: '',
}
const urls = Object.keys(files)
const read = (url: string) => files[url] ?? ''
const chunks = workersOfChunks(urls, read)
const groups = (url: string) => groupsOf(url, new Map(), chunks, laterCode(urls, read))

test.each([
  [`${at}nodes/3.p.js`, 'the page itself'],
  [`${at}assets/3.p.css`, 'its styles'],
  [`${at}chunks/chart.c.js`, 'what it alone imports'],
  [`${at}chunks/terms.t.js`, 'what it alone imports later'],
  [`${at}nodes/4.q.js`, 'a place below it'],
  [`${at}workers/roster.worker-1.js`, 'a worker that it alone starts'],
  [`${at}workers/chunks/table.b.js`, 'what that worker alone imports'],
  [`${at}chunks/whose.w.js`, 'what the reading desk asks for where there is a clinic'],
  [`${at}assets/pick.css`, 'its styles'],
  [`${at}workers/chunks/names.n.js`, "the keeper's dictionary of readings"],
  [`${at}workers/chunks/curves.u.js`, 'signing for older browsers'],
])('%s belongs to the records: %s', (url) => {
  expect(groups(url)).toEqual(['records'])
})

test.each([
  [`${at}chunks/report.r.js`, 'the report, which the reading desk asks for'],
  [`${at}chunks/words.o.js`, 'what it imports'],
  [`${at}chunks/pick.i.js`, 'what the records need too'],
  [`${at}workers/chunks/every.e.js`, "the readers of carts' files"],
  [`${at}workers/chunks/xml.x.js`, 'what they alone import'],
])('%s belongs to the desk: %s', (url) => {
  expect(groups(url)).toEqual(['desk'])
})

test.each([
  [`${at}nodes/2.h.js`, 'Home'],
  [`${at}nodes/0.l.js`, 'the layout'],
  [`${at}chunks/kit.k.js`, 'what both import'],
  [`${at}chunks/side.s.js`, 'what the app imports before any page'],
  [`${at}entry/app.a.js`, 'the app, although it names every page'],
  [`${at}workers/keeper.worker-1.js`, 'the keeper, which the layout starts and the dictionary imports'],
  [`${at}workers/chunks/more.m.js`, 'what else the keeper imports later'],
  [`${at}workers/chunks/both.o.js`, 'what a worker of both imports'],
])('%s belongs to the shell: %s', (url) => {
  expect(groups(url)).toEqual(['shell'])
})

test('an app whose list of places cannot be read stops the build', () => {
  const odd: Record<string, string> = { ...files, [`${at}entry/app.a.js`]: 'places=new Map()' }
  expect(() => laterCode(urls, (url) => odd[url] ?? '')).toThrow('list of places')
})

test('a folder without an app has no records', () => {
  expect(laterCode(['/index.html'], read).size).toBe(0)
})
