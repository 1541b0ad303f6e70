import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localEvent } from '@ci-kit/cli/commands/local-event'
import { baseImage } from '@ci-kit/cli/demo/base-images'
import { pushEvent } from '@ci-kit/cli/demo/push-event'
import { pushImage } from '@ci-kit/cli/demo/push-image'
import { shopRepository } from '@ci-kit/cli/demo/shop-repository'
import { startRegistry } from '@ci-kit/cli/engine'
import { childProcesses } from '@ci-kit/core/adapters/child-process'
import { locateTools } from '@ci-kit/tooling/tools'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { faultProxy } from '../../fakes/fault-proxy.ts'

const { signal } = new AbortController()
const exec = childProcesses(signal)

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ck-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('shopRepository', () => {
  const shop = async () => {
    const example = join(folder, 'example')
    mkdirSync(join(example, 'node_modules'), { recursive: true })
    writeFileSync(join(example, 'price.txt'), 'mug 990\n')
    writeFileSync(join(example, 'node_modules', 'left.txt'), '')
    return shopRepository(exec, example, join(folder, 'shop'))
  }

  test('commits become push events as GitHub sends them', async () => {
    const repository = await shop()
    const first = await repository.commit('Open')
    repository.replace('price.txt', '990', '1090')
    repository.append('é "x".txt', 'new\n')
    const second = await repository.commit('Raise')
    expect(first).toMatchObject({ before: '0'.repeat(40), added: ['price.txt'], modified: [] })
    const files = { added: ['é "x".txt'], removed: [], modified: ['price.txt'] }
    expect(second).toMatchObject({ before: first.sha, ...files })
    expect(readFileSync(join(repository.folder, 'price.txt'), 'utf8')).toBe('mug 1090\n')

    expect(pushEvent(first).payload).toMatchObject({ created: true, before: '0'.repeat(40) })
    expect(pushEvent(second)).toMatchObject({
      name: 'push',
      ref: 'refs/heads/main',
      sha: second.sha,
      payload: {
        created: false,
        before: first.sha,
        after: second.sha,
        head_commit: { id: second.sha, message: 'Raise', ...files },
        repository: { full_name: 'acme/shop', default_branch: 'main' },
      },
    })
  })

  test('a step on a checkout without a payload gets a push of the last commit', async () => {
    const repository = await shop()
    const first = await repository.commit('Open')
    const event = () => localEvent('push', undefined, repository.folder, exec)
    expect(await event()).toMatchObject({
      ref: 'refs/heads/main',
      sha: first.sha,
      payload: { before: '0'.repeat(40), after: first.sha },
    })
    repository.append('price.txt', 'cup 1\n')
    const second = await repository.commit('Add')
    expect((await event()).payload).toMatchObject({ before: first.sha, after: second.sha })
    const payload = { number: 7, pull_request: { number: 7 } }
    expect(await localEvent('pull_request', payload, repository.folder, exec)).toMatchObject({
      payload,
      ref: 'refs/pull/7/merge',
      sha: second.sha,
    })
    expect(await localEvent('push', undefined, folder, exec)).toMatchObject({
      payload: {},
      ref: 'refs/heads/main',
      sha: '',
    })
  })

  test('an edit that does not apply names the file', async () => {
    const repository = await shop()
    expect(() => repository.replace('price.txt', 'cup', 'mug')).toThrow(/'cup' in .*price\.txt/)
  })
})

const tools = locateTools()
const withBuildkit = tools.engine === 'buildkit' ? describe : describe.skip

withBuildkit('base images', () => {
  const busybox = tools.busybox ?? ''
  const make = (cache: string, said: string[] = []) =>
    baseImage('BUSYBOX', cache, { exec, signal, busybox, say: (line) => said.push(line) })

  test('are made once, also by two at the same time, with the same bytes everywhere', async () => {
    const [one = '', other = ''] = ['one', 'other'].map((name) => join(folder, name))
    const said: string[] = []
    const images = await Promise.all([make(one), make(one), make(other)])
    images.push(await make(one, said))
    expect(new Set(images.map(({ layer }) => layer.digest)).size).toBe(1)
    expect(new Set(images.map(({ manifest }) => Buffer.from(manifest).toString())).size).toBe(1)
    expect(said).toEqual([])
    const [made = ''] = readdirSync(join(one, 'demo-bases'))
    expect(readdirSync(join(one, 'demo-bases', made))).toEqual(['busybox'])
  })

  test('arrive in a registry, and a refusal is told', async () => {
    const registry = await startRegistry({ folder })
    const proxy = await faultProxy(registry.address, [
      { path: /^\/v2\/denied\//, status: 403, body: 'no' },
    ])
    try {
      const image = await make(join(folder, 'cache'))
      const reference = await pushImage(proxy.address, 'base/busybox', image, signal)
      expect(reference).toBe(`${proxy.address}/base/busybox:1`)
      const headers = { accept: 'application/vnd.oci.image.manifest.v1+json' }
      const url = `http://${registry.address}/v2/base/busybox/manifests/1`
      const manifest = await (await fetch(url, { headers })).text()
      expect(manifest).toBe(Buffer.from(image.manifest).toString())
      await expect(pushImage(proxy.address, 'denied/a', image, signal)).rejects.toThrow(
        /denied\/a.*403/,
      )
    } finally {
      await proxy.stop()
      await registry.stop()
    }
  })
})
