import { describe, expect, test } from '@jest/globals'
import type { FakeArtifactService } from '../fakes/artifact-service.ts'
import { errorsOf } from './actions.ts'
import { bundlesOf, linesOf, listOf } from './attest-bundles.ts'
import { gitHubWorkbench } from './attest-github.ts'
import { attestWorkbench, type Pushed } from './attest-workbench.ts'

const bench = attestWorkbench()
const { github, artifacts, attest } = gitHubWorkbench(bench)

const PLAN =
  'Feature not available for user-owned private repositories. To enable this feature, please make this repository public.'

const warningsOf = ({ commands }: Awaited<ReturnType<typeof attest>>) =>
  commands.filter(({ name }) => name === 'warning').map(({ message }) => message)

const attachments = async ({ name, digest }: Pushed) =>
  (await bench.attachedTo(name, digest)).length

const namesIn = ({ artifacts: [artifact] }: FakeArtifactService) =>
  artifact?.archive.toString('latin1') ?? ''

describe('store: auto', () => {
  test('takes registry and GitHub for an image', async () => {
    const server = await github()
    const image = await bench.pushIndex()
    const result = await attest({ inputs: { images: image.tagged, store: 'auto' } })
    expect([result.exitCode, errorsOf(result), warningsOf(result)]).toEqual([0, [], []])
    expect([await attachments(image), server.stored.length]).toEqual([1, 1])
    expect(result.outputs['attestation-id']).toBe('4711')
  })

  test('takes the artifact where the repository has no attestations, and says so loudly', async () => {
    const server = await github({ plan: PLAN })
    const service = await artifacts()
    const image = await bench.pushIndex()
    const result = await attest({
      inputs: { images: image.tagged, store: 'auto', 'artifact-name': 'proofs' },
    })
    expect([result.exitCode, errorsOf(result)]).toEqual([0, []])
    expect(warningsOf(result)).toEqual([expect.stringContaining('Feature not available')])
    expect(result.summary).toContain('Feature not available')
    expect(server.stored).toEqual([])
    expect(await attachments(image)).toBe(1)
    expect(service.artifacts.map(({ name }) => name)).toEqual(['proofs'])
    expect(result.outputs).toMatchObject({
      verified: 'true',
      'attestation-id': '',
      'artifact-name': 'proofs',
      'artifact-url': 'https://github.com/octo/shop/actions/runs/1/artifacts/901',
    })
  })

  test('takes the artifact for files there', async () => {
    await github({ plan: PLAN, planStatus: 404 })
    const service = await artifacts()
    bench.file('shop.tgz', 'the shop')
    const result = await attest({ inputs: { 'subject-path': 'shop.tgz', store: 'auto' } })
    expect([result.exitCode, errorsOf(result)]).toEqual([0, []])
    expect(warningsOf(result)).toHaveLength(1)
    const [path = ''] = linesOf(result, 'bundle-paths')
    expect(namesIn(service)).toContain(path.split('/').at(-1))
  })

  test('leaves the registry out with push-to-registry: false', async () => {
    const server = await github()
    const image = await bench.pushImage()
    const inputs = { images: image.tagged, store: 'auto', 'push-to-registry': 'false' }
    const result = await attest({ inputs })
    expect([result.exitCode, errorsOf(result)]).toEqual([0, []])
    expect([await attachments(image), server.stored.length]).toEqual([0, 1])
  })
})

test('registry,github stores one signature in both', async () => {
  const server = await github({ lag: 2 })
  const image = await bench.pushIndex()
  const result = await attest({ inputs: { images: image.tagged, store: 'registry,github' } })
  expect([result.exitCode, errorsOf(result)]).toEqual([0, []])
  const [bundle = ''] = bundlesOf(result)
  expect(server.stored).toEqual([JSON.parse(bundle)])
  expect(listOf(result, 'referrers')).toHaveLength(3)
  expect(bench.asked('fulcio')).toHaveLength(1)
})

test('artifact alone pushes nothing', async () => {
  const service = await artifacts()
  const image = await bench.pushIndex()
  const result = await attest({ inputs: { images: image.tagged, store: 'artifact' } })
  expect([result.exitCode, errorsOf(result)]).toEqual([0, []])
  expect(await attachments(image)).toBe(0)
  expect(service.artifacts).toHaveLength(1)
  expect(result.outputs['artifact-name']).toMatch(/^attestations-local-[0-9a-f]{8}$/)
})

test('a named GitHub that has no attestations is red before anything is signed', async () => {
  await github({ plan: PLAN })
  const image = await bench.pushIndex()
  const result = await attest({ inputs: { images: image.tagged, store: 'registry,github' } })
  expect(result).toMatchObject({ exitCode: 1, outputs: { verified: 'false' } })
  expect(errorsOf(result)).toEqual([expect.stringContaining("'store: auto'")])
  expect([bench.asked('fulcio').length, await attachments(image)]).toEqual([0, 0])
})

test('a GitHub that takes a statement and is down afterwards is red', async () => {
  // The first is the question whether it may, the second stores.
  const server = await github({ fault: (count) => (count > 2 ? 'break' : undefined) })
  bench.file('shop.tgz', 'the shop')
  const inputs = { 'subject-path': 'shop.tgz', store: 'github', reuse: 'false' }
  const result = await attest({ inputs })
  expect(result).toMatchObject({ exitCode: 1, outputs: { verified: 'false' } })
  expect(errorsOf(result)).toHaveLength(1)
  expect(server.stored).toHaveLength(1)
  // What was signed is there for whoever wants to look.
  expect(bundlesOf(result)).toHaveLength(1)
})
