import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { commit, historyOf, inGit, remove, repository, temporaryFolder } from './repository.ts'

const GONE = 'a'.repeat(40)
const HEADER = `basic ${Buffer.from('x-access-token:s3cret').toString('base64')}`

let root: string
let temp: string
let server: Server
let address: string
let seen: (string | undefined)[]
beforeEach(async () => {
  root = temporaryFolder()
  temp = join(root, 'temp')
  mkdirSync(temp)
  seen = []
  // A private repository, as far as the first question goes.
  server = createServer((request, response) => {
    seen.push(request.headers.authorization)
    response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  address = `http://127.0.0.1:${port}`
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
  remove(root)
})

/** What the server sees when a commit has to be fetched. */
const fetched = async (serverUrl: string, settings: readonly [string, string][] = []) => {
  const folder = repository(root)
  const head = commit(folder, { a: '1' })
  inGit(folder, 'remote', 'add', 'origin', `${address}/org/shop`)
  for (const [name, value] of settings) inGit(folder, 'config', name, value)
  const history = historyOf(folder, temp, {}, { token: 's3cret', serverUrl })
  const answer = await history.changes(GONE, head)
  expect(answer).toEqual({ missing: expect.stringContaining('could not be fetched') })
  expect([...history.details, JSON.stringify(answer)].join('')).not.toContain('s3cret')
  return new Set(seen)
}

describe('the token', () => {
  test('reaches the server of a checkout without credentials', async () => {
    expect(await fetched(address)).toEqual(new Set([HEADER]))
  })

  test('stays away from every other server', async () => {
    expect(await fetched('https://github.com')).toEqual(new Set([undefined]))
  })

  test('gives way to the credentials of the checkout', async () => {
    const own: [string, string][] = [[`http.${address}/.extraheader`, 'AUTHORIZATION: basic b3du']]
    expect(await fetched(address, own)).toEqual(new Set(['basic b3du']))
  })

  test('gives way to credentials that the checkout includes by condition', async () => {
    const file = join(root, 'git-credentials-1.config')
    writeFileSync(file, `[http "${address}/"]\n\textraheader = AUTHORIZATION: basic b3du\n`)
    const condition = `includeIf.gitdir:${join(root, 'origin', '.git')}.path`
    expect(await fetched(address, [[condition, file]])).toEqual(new Set(['basic b3du']))
  })
})
