import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isRunning, ownerOf, withLock } from '@ci-kit/tooling/lock'
import { describe, expect, test } from '@jest/globals'
import { until } from '../../fakes/until.ts'
import { tempFolder } from './temp-folder.ts'

const lockFile = () => join(tempFolder(), 'below', 'work.lock')

/** The id of a process that has ended. */
const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid

const dead = () => ({ pid: deadPid(), born: '1', host: hostname(), what: 'work' })

describe('withLock', () => {
  test('lets one at a time in, whatever the work does', async () => {
    const file = lockFile()
    let inside = 0
    let most = 0
    const work = async () => {
      inside += 1
      most = Math.max(most, inside)
      await sleep(5)
      inside -= 1
      if (most > 1) throw new Error('two at a time')
    }
    await Promise.all([withLock(file, 'a', work), withLock(file, 'b', work)])
    expect(most).toBe(1)
    expect(existsSync(file)).toBe(false)
  })

  test('is free again after a failure, and leaves no other file', async () => {
    const file = lockFile()
    const failing = withLock(file, 'work', async () => {
      throw new Error('broken')
    })
    await expect(failing).rejects.toThrow('broken')
    expect(await withLock(file, 'work', async () => 'done')).toBe('done')
    expect(readdirSync(join(file, '..'))).toEqual([])
  })

  test('names its owner while it is held', async () => {
    const file = lockFile()
    await withLock(file, 'building', async () => {
      const owner = ownerOf(file)
      expect(owner).toMatchObject({ pid: process.pid, what: 'building', host: hostname() })
      expect(owner && isRunning(owner)).toBe(true)
    })
  })

  test('takes over from a process that died, one waiter at a time', async () => {
    const file = join(tempFolder(), 'work.lock')
    writeFileSync(file, JSON.stringify(dead()))
    const order: string[] = []
    const work = (name: string) => async () => {
      order.push(`${name} in`)
      await sleep(5)
      order.push(`${name} out`)
    }
    await Promise.all([withLock(file, 'a', work('a')), withLock(file, 'b', work('b'))])
    expect([order[0]?.[0], order[2]?.[0]].sort()).toEqual(['a', 'b'])
    expect(order.map((entry) => entry.slice(2))).toEqual(['in', 'out', 'in', 'out'])
  })

  test('takes over even when the one who was taking over died', async () => {
    const file = join(tempFolder(), 'work.lock')
    writeFileSync(file, JSON.stringify(dead()))
    writeFileSync(`${file}.takeover`, JSON.stringify(dead()))
    expect(await withLock(file, 'work', async () => 'done')).toBe('done')
    expect(readdirSync(join(file, '..'))).toEqual([])
  })
})

describe('an owner', () => {
  const self = { pid: process.pid, born: '', host: hostname(), what: 'x' }

  test('on another machine counts as running', () => {
    expect(isRunning({ ...dead(), host: `not-${hostname()}` })).toBe(true)
  })

  test('that has ended does not', () => {
    expect(isRunning({ ...dead(), born: '' })).toBe(false)
  })

  const withProc = existsSync('/proc/self/stat') ? test : test.skip
  withProc('that is dead but not yet collected by its parent does not', async () => {
    // sleep never collects the child that it inherits from the shell
    const parent = spawn('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 30'])
    try {
      const pid = Number(String(await once(parent.stdout, 'data')))
      const state = () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0]
      await until(() => state() === 'Z')
      expect(isRunning({ ...self, pid, born: '123' })).toBe(false)
    } finally {
      parent.kill()
    }
  })

  withProc('whose number is now another process does not', () => {
    const stat = readFileSync('/proc/self/stat', 'utf8')
    const born = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
    expect(isRunning({ ...self, born })).toBe(true)
    expect(isRunning({ ...self, born: '1' })).toBe(false)
  })
})
