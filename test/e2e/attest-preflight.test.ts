import { startRegistry } from '@ci-kit/cli/engine'
import { blobOf } from '@ci-kit/oci/blobs'
import { registryClient } from '@ci-kit/oci/registry'
import { locateTools } from '@ci-kit/tooling/tools'
import { describe, expect, test } from '@jest/globals'
import { faultProxy } from '../fakes/fault-proxy.ts'
import { imageOf } from '../fakes/sample-image.ts'
import { errorsOf } from './actions.ts'
import { gitHubWorkbench } from './attest-github.ts'
import { type AttestStep, attestWorkbench, type Pushed } from './attest-workbench.ts'

/* What the job may not do is told at once, before anything leaves a trace. */

const bench = attestWorkbench()
const { github, attest } = gitHubWorkbench(bench)

/** One error with all that is missing; answers it. */
const refused = async (step: AttestStep, image?: Pushed) => {
  const result = await attest(step)
  expect(result).toMatchObject({ exitCode: 1, outputs: { verified: 'false' } })
  const [error = '', ...more] = errorsOf(result)
  expect(more).toEqual([])
  expect(bench.asked('fulcio')).toEqual([])
  expect(bench.asked('rekor')).toEqual([])
  if (image !== undefined) expect(await bench.attachedTo(image.name, image.digest)).toEqual([])
  return error
}

const BLOCK = ['permissions:', '  contents: read', '  id-token: write']

describe('a job', () => {
  test('without id-token: write', async () => {
    const image = await bench.pushIndex()
    const error = await refused({ idToken: false, inputs: { images: image.tagged } }, image)
    expect(error).toContain("'id-token: write' is missing")
    expect(error).toContain(BLOCK.join('\n'))
  })

  test('without attestations: write', async () => {
    const server = await github({ mayWrite: false })
    const image = await bench.pushIndex()
    const error = await refused({ inputs: { images: image.tagged, store: 'auto' } }, image)
    expect(error).toContain("'attestations: write' is missing")
    expect(error).toContain([...BLOCK, '  attestations: write'].join('\n'))
    expect(server.stored).toEqual([])
  })

  test('without both hears of both at once', async () => {
    await github({ mayWrite: false })
    const image = await bench.pushIndex()
    const step = { idToken: false, inputs: { images: image.tagged, store: 'auto' } }
    const error = await refused(step, image)
    expect(error).toContain("'id-token: write' is missing")
    expect(error).toContain("'attestations: write' is missing")
    expect(error.match(/permissions:$/gm)).toHaveLength(1)
  })
})

describe('what is needed in the end', () => {
  test('an artifact, where the run can keep none', async () => {
    const image = await bench.pushIndex()
    const error = await refused({ inputs: { images: image.tagged, store: 'artifact' } }, image)
    expect(error).toContain('ACTIONS_RUNTIME_TOKEN')
  })

  test.each([
    { name: 'that is not there', content: undefined, reason: 'ENOENT' },
    { name: 'that is none', content: '[]', reason: 'no JSON object' },
  ])('a trusted root $name', async ({ content, reason }) => {
    if (content !== undefined) bench.file('root.json', content)
    const image = await bench.pushIndex()
    const inputs = { images: image.tagged, 'trusted-root': 'root.json' }
    const error = await refused({ inputs }, image)
    expect(error).toContain(reason)
    expect(error).toContain('root.json')
  })
})

const DENIED = {
  status: 403,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ errors: [{ code: 'DENIED', message: 'you may only read' }] }),
}

describe('a registry', () => {
  test('that lets the account only read', async () => {
    const image = await bench.pushIndex()
    const writes = { method: ['POST', 'PUT', 'PATCH', 'DELETE'], path: /./, ...DENIED }
    const proxy = await faultProxy(bench.registry(), [writes])
    try {
      const images = image.tagged.replace(bench.registry(), proxy.address)
      const error = await refused({ inputs: { images } }, image)
      expect(error).toContain(`${images.replace(/:1$/, '')} cannot be written to`)
      expect(error).toContain('you may only read')
      expect(error).toContain(BLOCK.join('\n'))
      const written = proxy.seen.filter(({ method }) => !['GET', 'HEAD'].includes(method))
      expect(written).toHaveLength(1)
    } finally {
      await proxy.stop()
    }
  })

  // bcrypt of "kit", cost 4
  const HTPASSWD = 'ci:$2y$04$56Om20PveO805aRWzy0uZOUN4auek732XBkuZAagQICRB1MSv4nV.\n'

  // With Docker the registry has no users.
  const withUsers = locateTools().engine === 'buildkit' ? test : test.skip
  withUsers('that wants a login: a wrong one is told, the right one signs', async () => {
    const registry = await startRegistry({ htpasswd: HTPASSWD })
    try {
      await pushWith(registry.address, { username: 'ci', password: 'kit' })
      const images = `${registry.address}/org/app:1`
      const wrong = { images, username: 'ci', password: 'n0t-the-one' }
      const error = await refused({ inputs: wrong })
      expect(error).toContain('were refused')
      expect(error).not.toContain(wrong.password)
      const right = await attest({ inputs: { ...wrong, password: 'kit' } })
      expect([right.exitCode, errorsOf(right)]).toEqual([0, []])
    } finally {
      await registry.stop()
    }
  })
})

const pushWith = async (host: string, login: { username: string; password: string }) => {
  const credentials = async () => ({ kind: 'basic', ...login }) as const
  const { blobs, manifests } = registryClient({ host, credentials }).repository('org/app')
  const image = await imageOf({ layers: [{ hello: 'world' }] })
  for (const blob of [image.config, ...image.layers]) await blobs.put(blobOf(blob))
  await manifests.put('1', { mediaType: image.mediaType, bytes: image.manifest })
}
