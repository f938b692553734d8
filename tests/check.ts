/**
 * `npm run check`: types beside everything else, on two cores. What a check printed comes in one piece when it has ended;
 * all of them run, also when one fails.
 */
import { spawn } from 'node:child_process'

function run(script: string): Promise<boolean> {
  const child = spawn('npm', ['run', '--silent', script], { stdio: ['ignore', 'pipe', 'pipe'] })
  const printed: Buffer[] = []
  child.stdout.on('data', (text: Buffer) => printed.push(text))
  child.stderr.on('data', (text: Buffer) => printed.push(text))
  return new Promise((resolve) => {
    child.once('close', (exitCode) => {
      console.log(`${exitCode === 0 ? '✓' : '✘'} ${script}`)
      process.stdout.write(Buffer.concat(printed))
      resolve(exitCode === 0)
    })
  })
}

/** Takes the next check that nobody has begun, until there is none. */
async function workOff(waiting: string[]): Promise<boolean> {
  let clean = true
  for (let script = waiting.shift(); script !== undefined; script = waiting.shift())
    clean = (await run(script)) && clean
  return clean
}

// Words and routes are generated first: types, lint and unused read them.
// The longest begin first, so that both cores end at about the same time.
const waiting = ['check:types', 'check:lint', 'check:format', 'check:walls', 'check:unused']
const clean =
  (await run('check:prepare')) && (await Promise.all([workOff(waiting), workOff(waiting)])).every(Boolean)
process.exit(clean ? 0 : 1)
