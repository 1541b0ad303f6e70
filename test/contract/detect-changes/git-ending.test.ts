import { mkdirSync, readdirSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { childProcesses } from '@ci-kit/core/adapters/child-process'
import { findCheckout } from '@ci-kit/detect-changes/git/checkout'
import { type Git, git } from '@ci-kit/detect-changes/git/git'
import { gitHistories } from '@ci-kit/detect-changes/git/git-history'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { checkout, commit, inGit, remove, repository, temporaryFolder } from './repository.ts'

const GONE = 'a'.repeat(40)

let root: string
let temp: string
let folder: string
let head: string
let server: Server
let reached: Promise<unknown>
beforeEach(async () => {
  root = temporaryFolder()
  temp = join(root, 'temp')
  mkdirSync(temp)
  const origin = repository(root)
  head = commit(origin, { a: '1' })
  folder = checkout(root, origin)
  // Takes a request and never answers it.
  server = createServer()
  reached = new Promise((resolve) => {
    server.on('connection', (socket) => {
      socket.on('error', () => {})
      socket.once('data', resolve)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  inGit(folder, 'config', 'remote.origin.url', `http://127.0.0.1:${port}/org/shop`)
})
afterEach(() => {
  server.close()
  remove(root)
})

const historiesWith = (signal: AbortSignal, timeoutMs?: number) => {
  const env = { PATH: process.env.PATH, HOME: root, GIT_CONFIG_NOSYSTEM: '1' }
  const exec = childProcesses(signal)
  const run: Git = (call) =>
    git(exec, folder, env, () => {}, call.fetches ? timeoutMs : undefined)(call)
  return gitHistories(run, findCheckout(folder), temp, { token: '', serverUrl: '' })
}

describe('a remote that hangs', () => {
  test('is given up after a while, and is not asked again', async () => {
    const { remote, close } = historiesWith(new AbortController().signal, 700)
    const missing = { missing: expect.stringContaining('git fetch took more than 0.7 seconds') }
    expect(await remote.changes(GONE, head)).toEqual(missing)
    expect(await remote.mergeBase(GONE, head)).toEqual(missing)
    close()
    expect(readdirSync(temp)).toEqual([])
  })

  test('leaves nothing when the action is cancelled meanwhile', async () => {
    const controller = new AbortController()
    const { remote, close } = historiesWith(controller.signal)
    const answer = remote.changes(GONE, head)
    await reached
    expect(readdirSync(temp)).toEqual([expect.stringMatching(/^detect-changes-/)])
    controller.abort(new Error('cancelled'))
    await expect(answer).rejects.toThrow('cancelled')
    close()
    expect(readdirSync(temp)).toEqual([])
  })
})

test('without Git an answer is missing, so that GitHub can be asked', async () => {
  const run = git(childProcesses(new AbortController().signal), folder, { PATH: temp }, () => {})
  const { local } = gitHistories(run, findCheckout(folder), temp, { token: '', serverUrl: '' })
  expect(await local.tags()).toEqual({
    missing: expect.stringContaining('git could not be started'),
  })
})
