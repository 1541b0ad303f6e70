import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { imageManifest, repositoryAt, skippingClock, USER } from '../../fakes/registry-client.ts'
import { refusal } from '../../fakes/registry-http.ts'
import { type RegistryServer, registryServer } from '../../fakes/registry-server.ts'

let server: RegistryServer
beforeEach(async () => {
  server = await registryServer()
  server.store.addManifest('org/app', 'main', imageManifest())
})
afterEach(() => server.close())

test('a wait longer than the tighter time is told at once', async () => {
  const limited = refusal(429, 'TOOMANYREQUESTS', 'slow down')
  server.fail({ answer: { ...limited, headers: { ...limited.headers, 'retry-after': '7' } } })
  const clock = skippingClock()
  const tight = repositoryAt(server, { clock }).within({ totalMs: 5_000 })
  await expect(tight.manifests.get('main')).rejects.toThrow('try again in 7 s')
  expect(clock.waits).toEqual([])
})

test('fewer attempts are made', async () => {
  server.fail({ answer: { status: 500 } })
  const tight = repositoryAt(server).within({ attempts: 2 })
  await expect(tight.manifests.head('main')).rejects.toThrow('(2 attempts)')
})

test('its signal ends its own calls with the reason, and no others', async () => {
  const abort = new AbortController()
  const reason = new Error('the time is over')
  const repository = repositoryAt(server)
  const tight = repository.within({ signal: abort.signal })
  const call = tight.blobs.head(server.store.addBlob('org/app', Buffer.from('x')))
  abort.abort(reason)
  await expect(call).rejects.toBe(reason)
  await expect(tight.tags.list()).rejects.toBe(reason)
  expect(await repository.tags.list()).toEqual(['main'])
})

test('the signal of the client ends it as well', async () => {
  const abort = new AbortController()
  const reason = new Error('the job was cancelled')
  const tight = repositoryAt(server, { signal: abort.signal }).within({
    signal: new AbortController().signal,
  })
  abort.abort(reason)
  await expect(tight.manifests.get('main')).rejects.toBe(reason)
})

test('a wait for a token that others want too is left, not ended', async () => {
  await server.close()
  server = await registryServer({ auth: { kind: 'basic', ...USER } })
  const stop = new AbortController()
  const reason = new Error('the time is over')
  const never = new Promise<undefined>(() => {})
  const tight = repositoryAt(server, { credentials: () => never }).within({ signal: stop.signal })
  const call = tight.manifests.get('main')
  setTimeout(() => stop.abort(reason), 20)
  await expect(call).rejects.toBe(reason)
})
