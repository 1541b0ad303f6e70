import type { Scenario } from '@ci-kit/local-aws/scenario'
import { type FakeIdentity, workflowIdentity } from '@ci-kit/local-sigstore/sigstore'
import { expect, test } from '@jest/globals'
import { type AttestedImages, POLICY, withAttestedImages } from './attested-images.ts'
import { DAY, onBench, type RollbackBench } from './rollback-workbench.ts'

const taskOf = (image: string) => ({
  family: 'web',
  containerDefinitions: [{ name: 'web', image, essential: true }],
})

/** The image of the release before, which `by` has signed, is gone back to. */
const releases = async ({ push }: AttestedImages, by?: FakeIdentity) => {
  const before = await push('app', '1', by)
  const now = await push('app', '2', workflowIdentity())
  const scenario: Scenario = {
    taskDefinitions: [{ document: taskOf(before) }, { document: taskOf(now) }],
    services: [
      {
        name: 'web',
        history: [
          { taskDefinition: 'web:1', age: 2 * DAY },
          { taskDefinition: 'web:2', age: DAY },
        ],
      },
    ],
  }
  return { before, scenario }
}

const verifying = ({ file, rollback }: RollbackBench, { trustedRoot }: AttestedImages) =>
  rollback({ verify: POLICY, 'trusted-root': file('root.json', trustedRoot) })

test.concurrent(
  'an attested release comes back',
  () =>
    withAttestedImages(async (images) => {
      const { before, scenario } = await releases(images, workflowIdentity())
      await onBench({ scenario }, async (bench) => {
        const { exitCode, outputs } = await verifying(bench, images)
        expect({ exitCode, outcome: outputs.outcome }).toEqual({
          exitCode: 0,
          outcome: 'rolled-back',
        })
        expect(await bench.running()).toBe(`web:1 is ${before}`)
      })
    }),
  60_000,
)

test.concurrent.each([
  ['that nobody attested', undefined, 'Attestations of the images are missing'],
  [
    'that another workflow attested',
    workflowIdentity('org/app', 'other.yml'),
    'attestations of the images are not accepted',
  ],
])(
  'a release %s stays away, and nothing is changed',
  (_what, by, words) =>
    withAttestedImages(async (images) => {
      const { scenario } = await releases(images, by)
      await onBench({ scenario }, async (bench) => {
        const ended = await verifying(bench, images)
        expect(ended).toMatchObject({ exitCode: 1, outputs: { outcome: 'refused' } })
        expect(ended.log).toContain(words)
        expect(bench.writes()).toEqual([])
      })
    }),
  60_000,
)

test.concurrent(
  'a gate that cannot be asked refuses',
  () =>
    withAttestedImages(async (images) => {
      const { scenario } = await releases(images, workflowIdentity())
      images.registry.fail({ path: /referrers/, answer: { status: 403, headers: {}, body: '' } })
      await onBench({ scenario }, async (bench) => {
        const ended = await verifying(bench, images)
        expect(ended).toMatchObject({ exitCode: 1, outputs: { outcome: 'refused' } })
        expect(ended.log).toContain('403')
        expect(bench.writes()).toEqual([])
      })
    }),
  60_000,
)

test.concurrent(
  'an image that is gone from its registry refuses before the gate is asked',
  () =>
    withAttestedImages(async (images) => {
      const { scenario, before } = await releases(images, workflowIdentity())
      images.registry.store.open('org/app').manifests.delete(before.replace(/^.*@/, ''))
      await onBench({ scenario }, async (bench) => {
        const ended = await bench.rollback()
        expect(ended).toMatchObject({ exitCode: 1, outputs: { outcome: 'refused' } })
        expect(ended.log).toContain('not in its registry any more')
        expect(bench.writes()).toEqual([])
      })
    }),
  60_000,
)
