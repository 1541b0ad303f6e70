import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { systemCode, UserError } from '@ci-kit/core/errors'
import type { KeeperAnswer, KeeperSpec, KeeperWord } from './keeper-spec.ts'

/** A daemon under a keeper: it ends with this process, however that ends. */
export type Kept = {
  /** Starts the daemon and waits until its log matches; answers the match. */
  start(ready: RegExp, signal?: AbortSignal): Promise<RegExpExecArray>
  /** Stops the daemon but keeps its folder. */
  stop(): Promise<void>
  /** Lets it live on after this process; end it by a SIGTERM to the process answered. */
  stay(): number
  /** Stops the daemon and removes its folder and all other traces. */
  end(): Promise<void>
}

const READY_MS = 20_000
const END_MS = 30_000
const POLL_MS = 10
const KEEPER = fileURLToPath(new URL('./keeper.js', import.meta.url))

export const keep = (spec: KeeperSpec): Kept => {
  const keeper = spawn(process.execPath, [KEEPER, JSON.stringify(spec)], {
    // A session of its own: a Ctrl-C in the terminal must not reach it before its owner is done.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const closed = once(keeper, 'close')
  const complaints: Uint8Array[] = []
  keeper.stderr.on('data', (piece) => complaints.push(piece))
  // A keeper that is gone has told why on its standard error.
  keeper.stdin.on('error', () => {})
  return {
    ...daemonOf(keeper, spec),
    stay: () => {
      keeper.stdin.end('stay\n' satisfies `${KeeperWord}\n`)
      keeper.stdout.destroy()
      keeper.stderr.destroy()
      keeper.unref()
      return keeper.pid ?? 0
    },
    end: async () => {
      keeper.stdin.end()
      await limited(closed, spec)
      if (keeper.exitCode !== 0)
        throw new UserError(`${named(spec)} left traces behind: ${Buffer.concat(complaints)}`)
    },
  }
}

const daemonOf = (
  { stdin, stdout }: ChildProcessByStdio<Writable, Readable, Readable>,
  spec: KeeperSpec,
): Pick<Kept, 'start' | 'stop'> => {
  let ended = 0
  createInterface({ input: stdout }).on('line', (answer) => {
    if (answer === ('ended' satisfies KeeperAnswer)) ended += 1
  })
  const say = (word: KeeperWord) => stdin.write(`${word}\n`)
  return {
    start: async (ready, signal) => {
      const before = { length: readLog(spec.log).length, ended }
      say('start')
      const match = () => ready.exec(readLog(spec.log).slice(before.length))
      return until(spec, match, () => ended > before.ended, signal)
    },
    stop: async () => {
      const before = ended
      say('stop')
      const isEnded = () => ended > before
      await until(spec, isEnded, () => false)
    },
  }
}

const until = async <Answer>(
  spec: KeeperSpec,
  answer: () => Answer | false | null,
  failed: () => boolean,
  signal?: AbortSignal,
): Promise<Answer> => {
  const deadline = performance.now() + READY_MS
  for (;;) {
    signal?.throwIfAborted()
    const found = answer()
    if (found !== null && found !== false) return found
    if (failed()) throw new UserError(`${named(spec)} ended at once. ${tailOf(spec.log)}`)
    if (performance.now() > deadline)
      throw new UserError(`${named(spec)} does not answer. ${tailOf(spec.log)}`)
    await wait(POLL_MS)
  }
}

const limited = async (closed: Promise<unknown>, spec: KeeperSpec): Promise<void> => {
  const limit = new AbortController()
  const late = wait(END_MS, 'late', { signal: limit.signal }).catch(() => 'in time')
  const first = await Promise.race([closed, late])
  limit.abort()
  if (first === 'late')
    throw new UserError(`${named(spec)} could not be stopped within 30 s. ${tailOf(spec.log)}`)
}

const named = (spec: KeeperSpec): string => (spec.daemon ?? ['the engine']).join(' ')

const readLog = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return ''
    throw thrown
  }
}

const tailOf = (file: string): string => {
  const lines = readLog(file).trimEnd().split('\n').slice(-40)
  return `The end of its log:\n${lines.join('\n')}`
}
