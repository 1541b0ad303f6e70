import { UserError } from '@ci-kit/core/errors'
import { continueServices } from '@ci-kit/deploy-ecs/continue/continue-services'
import type { OutcomeKind } from '@ci-kit/ecs/rollout/outcome'
import { expect, test } from '@jest/globals'
import { aDeployment, aHook } from '../../ecs/rollout/samples.ts'
import { arnOf, aService, revision } from '../../ecs/services/a-service.ts'
import { aRequest } from '../a-prepared.ts'
import { aResult } from '../group/endings.ts'

const continuing = async (
  action: 'CONTINUE' | 'ROLLBACK',
  about: {
    readonly waiting?: readonly string[]
    readonly refused?: string
    readonly waits?: boolean
    readonly end?: OutcomeKind
    readonly cancelled?: boolean
  } = {},
) => {
  const { waiting = ['web', 'api'], waits = true, end = 'succeeded' } = about
  const calls: string[] = []
  const name = (arn: string) => (arn.includes('/api') ? 'api' : 'web')
  const cancelling = new AbortController()
  if (about.cancelled) cancelling.abort()
  const deploymentOf = (service: string) =>
    aDeployment({
      arn: `arn:deployment/${service}`,
      hooks: waiting.includes(service) ? [aHook(`hook-${service}`)] : [],
    })
  const result = continueServices(
    [aRequest(), aRequest({ service: 'api', until: 'BAKE_TIME' })],
    action,
    {
      log: { info: () => {} },
      ecs: {
        services: {
          describe: async () => ({
            found: [aService(), aService({ name: 'api' })],
            failures: [],
          }),
          update: () => Promise.reject(new Error('nothing is updated')),
          create: () => Promise.reject(new Error('nothing is created')),
        },
        deployments: {
          list: async (service) => [
            { ...deploymentOf(name(service)), targetServiceRevision: undefined },
          ],
          describe: async ([arn = '']) => ({ found: [deploymentOf(name(arn))], failures: [] }),
          revisions: async () => ({ found: [], failures: [] }),
          stop: () => Promise.reject(new Error('nothing is stopped')),
          continue: async (arn, hook, how) => {
            calls.push(`${how} ${arn} ${hook}`)
            if (name(arn) === about.refused) throw new UserError('the pause ran out')
          },
        },
      },
      deploy: {
        waits,
        cancellation: cancelling.signal,
        expect: (service) => void calls.push(`expect ${service}`),
        settle: (service) => void calls.push(`settle ${service}`),
        watching: () => async (started) => {
          const { service } = started.rollout
          const until = started.kind === 'ecs' ? started.rollout.until : ''
          calls.push(`watch ${service} ${until}`)
          return aResult(service, end)
        },
        watchBack: async ({ rollout: { service } }) => {
          calls.push(`watch back ${service}`)
          return aResult(service, 'rolled-back')
        },
      },
    },
  )
  return { calls, result: await result.catch((error: unknown) => String(error)) }
}

test('each pause is ended by its hook and watched until what is waited for', async () => {
  const { calls, result } = await continuing('CONTINUE')
  expect(calls).toEqual(
    expect.arrayContaining([
      'CONTINUE arn:deployment/web hook-web',
      'CONTINUE arn:deployment/api hook-api',
      'watch web end',
      'watch api BAKE_TIME',
      `settle ${arnOf('web')}`,
    ]),
  )
  expect(result).toMatchObject([
    { name: 'web', taskDefinition: revision(1), end: { kind: 'watched' } },
    { name: 'api', end: { kind: 'watched' } },
  ])
})

test('no pause is ended where one service does not wait', async () => {
  const { calls, result } = await continuing('CONTINUE', { waiting: ['web'] })
  expect(calls).toEqual([])
  expect(result).toMatch(/api.*does not wait/)
})

test('one that is refused does not hide how the other ends', async () => {
  const { calls, result } = await continuing('CONTINUE', { refused: 'api' })
  expect(result).toMatchObject([{ end: { kind: 'watched' } }, { end: { kind: 'broken' } }])
  expect(calls).toContain(`settle ${arnOf('api')}`)
})

test('what goes back is watched and not stopped', async () => {
  const { calls } = await continuing('ROLLBACK')
  expect(calls).toEqual(expect.arrayContaining(['watch back web', 'watch back api']))
})

test('nobody has to wait', async () => {
  const { result } = await continuing('CONTINUE', { waits: false })
  expect(result).toMatchObject([{ end: { kind: 'started' } }, { end: { kind: 'started' } }])
})

test('a cancelled one stays noted for the post step', async () => {
  const { calls } = await continuing('CONTINUE', { cancelled: true })
  expect(calls).toContain(`expect ${arnOf('web')}`)
  expect(calls.filter((call) => call.startsWith('settle'))).toEqual([])
})
