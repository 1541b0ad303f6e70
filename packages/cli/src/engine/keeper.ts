/*
 * Looks after one daemon in a process of its own. When the owner ends, in
 * whatever way, the pipe from it closes, and the daemon, its folder and its
 * control group go away. No signal handler in the owner is needed, and a kill
 * of the owner is covered too.
 */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { openSync, readdirSync, readFileSync, rmdirSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { systemCode } from '@ci-kit/core/errors'
import type { KeeperAnswer, KeeperSpec } from './keeper-spec.ts'

const CONTROL_GROUPS = '/sys/fs/cgroup'

const say = (answer: KeeperAnswer): void => {
  process.stdout.write(`${answer}\n`)
}

const startDaemon = ({ daemon, log }: KeeperSpec): ChildProcess | undefined => {
  const [program, ...args] = daemon ?? []
  if (program === undefined) return undefined
  const output = openSync(log, 'a')
  const child = spawn(program, args, { stdio: ['ignore', output, output], detached: true })
  child.once('exit', () => say('ended'))
  child.once('error', (error) => {
    writeSync(output, `${error.message}\n`)
    say('ended')
  })
  say('started')
  return child
}

const isRunning = (child: ChildProcess | undefined): child is ChildProcess & { pid: number } =>
  child?.pid !== undefined && child.exitCode === null && child.signalCode === null

/**
 * Asks a daemon to end, then kills it. A daemon in namespaces of its own is
 * the child of `unshare`, which does not pass signals on but ends with it.
 */
const stopDaemon = async (child: ChildProcess | undefined, graceMs: number): Promise<void> => {
  if (!isRunning(child)) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const inner = childrenOf(child.pid)
  const asked = inner.length > 0 ? inner : [child.pid]
  const signalAll = (signal: NodeJS.Signals) => {
    for (const pid of asked) signalTo(pid, signal)
  }
  signalAll('SIGTERM')
  const timer = setTimeout(() => signalAll('SIGKILL'), graceMs)
  await ended
  clearTimeout(timer)
}

const childrenOf = (pid: number): number[] => {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    return text.split(' ').filter(Boolean).map(Number)
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return []
    throw thrown
  }
}

const signalTo = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal)
  } catch (thrown) {
    if (systemCode(thrown) !== 'ESRCH') throw thrown
  }
}

/** Control groups are removed from the leaves; version 1 has one tree per controller. */
const removeControlGroup = (name: string): void => {
  const trees = readdirSync(CONTROL_GROUPS).map((tree) => join(CONTROL_GROUPS, tree, name))
  for (const folder of [join(CONTROL_GROUPS, name), ...trees]) removeGroups(folder)
}

const removeGroups = (folder: string): void => {
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) removeGroups(join(folder, entry.name))
    }
    rmdirSync(folder)
  } catch (thrown) {
    if (systemCode(thrown) !== 'ENOENT' && systemCode(thrown) !== 'ENOTDIR') throw thrown
  }
}

const keep = (spec: KeeperSpec): void => {
  let child: ChildProcess | undefined
  let stays = false
  let ending = false
  const end = async () => {
    if (ending) return
    ending = true
    await stopDaemon(child, spec.graceMs)
    for (const [program = '', ...args] of spec.atEnd ?? []) spawnSync(program, args)
    rmSync(spec.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
    if (spec.controlGroup) removeControlGroup(spec.controlGroup)
    process.exit(0)
  }
  const words = createInterface({ input: process.stdin })
  words.on('line', (word) => {
    if (word === 'start') child = startDaemon(spec)
    if (word === 'stop' && isRunning(child)) void stopDaemon(child, spec.graceMs)
    else if (word === 'stop') say('ended')
    if (word === 'stay') stays = true
  })
  words.once('close', () => {
    if (!stays) void end()
  })
  // Nobody may read the answers any more.
  process.stdout.on('error', () => {})
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    process.on(signal, () => void end())
}

keep(JSON.parse(process.argv[2] ?? '{}'))
