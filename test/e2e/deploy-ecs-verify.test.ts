import { workflowIdentity } from '@ci-kit/local-sigstore/sigstore'
import { expect, test } from '@jest/globals'
import { errorsOf } from './actions.ts'
import { behindGate, release, type Story } from './deploy-ecs-gate.ts'

const unsigned = (story: Story) => behindGate(story, workflowIdentity('org/other'))

test.concurrent(
  'what is verified is deployed, by that digest',
  () =>
    behindGate(async ({ running }, { push, deploy }) => {
      const image = await push('app', '2', release)
      const ended = await deploy()
      expect(ended).toMatchObject({
        exitCode: 0,
        outputs: { outcome: 'succeeded', verified: 'true' },
      })
      expect(await running()).toBe(`web:2 is ${image}`)
      expect(ended.summary).toContain('#### Verification')
    }),
  60_000,
)

test.concurrent.each([
  ['nobody attested', undefined, 'Attestations of the images are missing'],
  ['another workflow attested', workflowIdentity('org/app', 'other.yml'), 'are not accepted'],
  ['a fork attested', workflowIdentity('mallory/app'), 'are not accepted'],
])(
  'an image that %s is not deployed: nothing is registered',
  (_what, by, words) =>
    behindGate(async ({ writes }, { push, deploy }) => {
      const image = await push('app', '2', by)
      const ended = await deploy()
      expect(ended).toMatchObject({ exitCode: 1, outputs: { verified: 'false' } })
      expect(errorsOf(ended).join()).toContain('Nothing was deployed')
      expect(errorsOf(ended).join()).toContain(words)
      expect(errorsOf(ended).join()).toContain(image.replace(/@.*$/, ''))
      expect(writes()).toEqual([])
    }),
  60_000,
)

test.concurrent(
  'GitHub that does not tell of attestations stops the deployment of what the registry does not prove',
  () =>
    behindGate(
      async ({ writes }, { push, deploy }) => {
        await push('app', '2')
        const ended = await deploy()
        expect(ended).toMatchObject({ exitCode: 1, outputs: { verified: 'false' } })
        expect(errorsOf(ended).join()).toContain('could not be asked')
        expect(writes()).toEqual([])
      },
      release,
      { denied: true },
    ),
  60_000,
)

test.concurrent.each([
  ['has no answer for tags', /manifests\/2$/],
  ['has no answer for attestations', /referrers/],
  ['has no answer for digests', /manifests\/sha256/],
])(
  'a registry that %s stops the deployment',
  (_what, path) =>
    behindGate(async ({ writes }, { push, deploy, registry }) => {
      await push('app', '2', release)
      registry.fail({ path, answer: { status: 403, headers: {}, body: '' } })
      const ended = await deploy()
      expect(ended.exitCode).toBe(1)
      expect(errorsOf(ended).join()).toContain('403')
      expect(writes()).toEqual([])
    }),
  60_000,
)

test.concurrent(
  'a tag that moved to an unattested image stops the deployment',
  () =>
    behindGate(async ({ writes }, { push, deploy }) => {
      await push('app', '2', release)
      await push('app', '2')
      const ended = await deploy()
      expect(ended).toMatchObject({ exitCode: 1, outputs: { verified: 'false' } })
      expect(writes()).toEqual([])
    }),
  60_000,
)

test.concurrent(
  'a tag that moves after it was resolved changes nothing: what was verified runs',
  () =>
    behindGate(async ({ running }, { push, deploy, registry }) => {
      const image = await push('app', '2', release)
      const other = await push('app', '3')
      const { tags } = registry.store.open('org/app')
      registry.fail({
        path: /manifests\/2$/,
        answer: (request, next) => {
          const answered = next(request)
          const moved = tags.get('3')
          if (moved !== undefined) tags.set('2', moved)
          return answered
        },
      })
      expect((await deploy()).exitCode).toBe(0)
      expect(await running()).toBe(`web:2 is ${image}`)
      expect(tags.get('2')).toBe(other.replace(/^.*@/, ''))
    }),
  60_000,
)

test.concurrent(
  'a sidecar counts too',
  () =>
    unsigned(async ({ writes }, { push, deploy, registry }) => {
      await push('app', '2', release)
      const ended = await deploy()
      expect(ended).toMatchObject({ exitCode: 1, outputs: { verified: 'false' } })
      expect(errorsOf(ended).join()).toContain(`${registry.host}/org/logs`)
      expect(writes()).toEqual([])
    }),
  60_000,
)

test.concurrent(
  'unless only others are verified',
  () =>
    unsigned(async ({ running }, { push, deploy }) => {
      const image = await push('app', '2', release)
      const ended = await deploy({ 'verify-containers': 'web' })
      expect(ended).toMatchObject({ exitCode: 0, outputs: { verified: 'true' } })
      expect(await running()).toBe(`web:2 is ${image}`)
    }),
  60_000,
)

test.concurrent(
  'a container to verify that is not there stops the deployment',
  () =>
    behindGate(async ({ writes }, { push, deploy }) => {
      await push('app', '2', release)
      const ended = await deploy({ 'verify-containers': 'api' })
      expect(ended.exitCode).toBe(1)
      expect(errorsOf(ended).join()).toContain("'verify-containers' names 'api'")
      expect(writes()).toEqual([])
    }),
  60_000,
)
