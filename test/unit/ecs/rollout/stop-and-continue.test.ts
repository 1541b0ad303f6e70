import type { AwsRefusal } from '@ci-kit/aws/aws-call'
import type { ServiceDeployments } from '@ci-kit/ecs/ecs'
import type { ServiceDeployment } from '@ci-kit/ecs/model/service-deployment'
import { stopDeployment } from '@ci-kit/ecs/rollout/stop-deployment'
import { waitingPause } from '@ci-kit/ecs/rollout/waiting-pause'
import { describe, expect, test } from '@jest/globals'
import { aBrief, aDeployment, aHook, conflict, denied, deploymentArn } from './samples.ts'

/** Answers the states one after the other; the list lags behind and shows all as IN_PROGRESS. */
const ecsWith = (states: readonly ServiceDeployment[], refusal?: AwsRefusal) => {
  const sent: string[] = []
  const left = [...states]
  const deployments: Pick<ServiceDeployments, 'list' | 'describe' | 'stop' | 'continue'> = {
    list: async (_, { statuses = [] }) =>
      states.length > 0 && statuses.includes('IN_PROGRESS') ? [aBrief()] : [],
    describe: async (arns) => {
      const next = left.shift()
      return {
        found: next !== undefined && arns.includes(next.arn) ? [next] : [],
        failures: [],
      }
    },
    stop: async (arn, how) => {
      sent.push(`stop ${arn} ${how}`)
      if (refusal !== undefined) throw refusal
    },
    continue: async (arn, hookId, action) => {
      sent.push(`continue ${arn} ${hookId} ${action}`)
    },
  }
  return { deployments, sent }
}

const ARN = deploymentArn('ours')

describe('ending a pause', () => {
  test('is by the hook that waits', async () => {
    const hooks = [aHook('first', 'SUCCEEDED'), aHook('second')]
    const { deployments } = ecsWith([aDeployment({ hooks })])
    const { hookId, deployment } = await waitingPause(deployments, 'web')
    expect([hookId, deployment.arn]).toEqual(['second', ARN])
  })

  test.each([
    ['nothing is deployed', [], 'Service web has no deployment in progress'],
    ['it has ended', [aDeployment({ status: 'SUCCESSFUL', hooks: [aHook()] })], 'no deployment'],
    [
      'nothing waits',
      [aDeployment({ stage: 'SCALE_UP', hooks: [aHook('h', 'IN_PROGRESS')] })],
      'The deployment of service web is IN_PROGRESS in stage SCALE_UP',
    ],
  ])('is refused and sends nothing when %s', async (_, states, message) => {
    const { deployments, sent } = ecsWith(states)
    await expect(waitingPause(deployments, 'web')).rejects.toThrow(message)
    expect(sent).toEqual([])
  })
})

describe('stopping', () => {
  test.each(['PENDING', 'IN_PROGRESS', 'STOP_REQUESTED', 'UNKNOWN'] as const)(
    'tells ECS to go back from %s',
    async (status) => {
      const { deployments, sent } = ecsWith([aDeployment({ status })])
      expect(await stopDeployment(deployments, { service: 'web' })).toMatchObject({
        kind: 'stopped',
        deployment: { arn: ARN },
      })
      expect(sent).toEqual([`stop ${ARN} ROLLBACK`])
    },
  )

  test.each([
    ['nothing is deployed', [], { kind: 'none' }],
    ['it has ended', [aDeployment({ status: 'STOPPED' })], { kind: 'none' }],
    ['it goes back', [aDeployment({ status: 'ROLLBACK_REQUESTED' })], { kind: 'rolling-back' }],
  ])('sends nothing when %s', async (_, states, answer) => {
    const { deployments, sent } = ecsWith(states)
    expect(await stopDeployment(deployments, { service: 'web' })).toMatchObject(answer)
    expect(sent).toEqual([])
  })

  test('of one deployment looks at no other, and says how it ended', async () => {
    const { deployments, sent } = ecsWith([aDeployment({ status: 'SUCCESSFUL' })])
    expect(await stopDeployment(deployments, { arn: ARN })).toMatchObject({
      kind: 'ended',
      deployment: { status: 'SUCCESSFUL' },
    })
    expect(await stopDeployment(deployments, { arn: ARN })).toEqual({ kind: 'none' })
    expect(sent).toEqual([])
  })

  test('that comes too late reads again, and says how it ended', async () => {
    const states = [aDeployment(), aDeployment({ status: 'SUCCESSFUL' })]
    const { deployments, sent } = ecsWith(states, conflict('StopServiceDeployment'))
    expect(await stopDeployment(deployments, { service: 'web' })).toMatchObject({
      kind: 'ended',
      deployment: { status: 'SUCCESSFUL' },
    })
    expect(sent).toHaveLength(1)
  })

  test('that is not allowed names the permission', async () => {
    const { deployments } = ecsWith([aDeployment()], denied('StopServiceDeployment'))
    const stopping = stopDeployment(deployments, { service: 'web' })
    await expect(stopping).rejects.toThrow('ecs:StopServiceDeployment')
  })
})
