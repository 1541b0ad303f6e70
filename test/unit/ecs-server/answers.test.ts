import { isObject, type Json, stringAt } from '@ci-kit/core/json'
import { ecsService } from '@ci-kit/local-aws/ecs/ecs-service'
import { alarming, breaking } from '@ci-kit/local-aws/ecs/failing-rollouts'
import { ok, type Rollout } from '@ci-kit/local-aws/ecs/rollouts'
import { canary, pausedAt } from '@ci-kit/local-aws/ecs/stages'
import { serviceModel } from '@ci-kit/local-aws/model'
import { compareWithModel } from '@ci-kit/local-aws/model-check'
import { webScenario, webTask } from '@ci-kit/local-aws/scenario'
import { virtualTime } from '@ci-kit/local-aws/time'
import { expect, test } from '@jest/globals'

const cluster = 'production'
const networkConfiguration = { awsvpcConfiguration: { subnets: ['subnet-1'] } }
const settings = {
  deploymentConfiguration: {
    deploymentCircuitBreaker: { enable: true, rollback: true },
    alarms: { enable: true, rollback: true, alarmNames: ['errors'] },
  },
}

const firstOf = (answer: Json, list: string): Json => {
  const found = answer[list]
  const first: unknown = Array.isArray(found) ? found[0] : undefined
  return isObject(first) ? first : {}
}

/** Reads everything that there is to read of the web service, whose newest deployment has these ARNs. */
const readings = (ask: (operation: string, input: Json) => Json): void => {
  ask('DescribeServices', { cluster, services: ['web', 'api'] })
  const listed = ask('ListServiceDeployments', { cluster, service: 'web' })
  const newest = firstOf(listed, 'serviceDeployments')
  ask('DescribeServiceDeployments', {
    serviceDeploymentArns: [newest.serviceDeploymentArn, 'none'],
  })
  ask('DescribeServiceRevisions', { serviceRevisionArns: [newest.targetServiceRevisionArn] })
  for (const desiredStatus of ['RUNNING', 'STOPPED']) {
    const { taskArns } = ask('ListTasks', { cluster, desiredStatus })
    if (Array.isArray(taskArns) && taskArns.length > 0)
      ask('DescribeTasks', { cluster, tasks: [...taskArns, 'none'] })
  }
}

test.each<[string, Rollout]>([
  ['ok', ok()],
  ['breaker', breaking()],
  ['alarm', alarming()],
  ['pause', pausedAt('BAKE_TIME', canary(10), { timeout: 30_000 })],
])('all that is answered is in the official model: %s', async (_, rollout) => {
  const models = await serviceModel('ecs')
  const clock = virtualTime()
  const handle = ecsService(
    webScenario({ rollout: () => rollout, service: { settings } }),
    clock.now,
  )
  const asked = new Set<string>()
  const ask = (operation: string, input: Json): Json => {
    const answer = handle(operation, input)
    const model = models.get(operation)
    if (model === undefined) throw new Error(`${operation} is not an operation of ECS`)
    expect({ operation, ...compareWithModel(answer, model.output) }).toEqual({
      operation,
      violations: [],
      unknown: [],
    })
    asked.add(operation)
    return answer
  }

  ask('DescribeClusters', { clusters: [cluster, 'staging'] })
  ask('ListServices', { cluster })
  ask('RegisterTaskDefinition', { ...webTask('c'), tags: [{ key: 'a', value: 'b' }] })
  ask('DescribeTaskDefinition', { taskDefinition: 'web', include: ['TAGS'] })
  ask('ListTaskDefinitions', { familyPrefix: 'web' })
  ask('UpdateService', { cluster, service: 'web', taskDefinition: 'web:3' })
  ask('CreateService', { cluster, serviceName: 'api', taskDefinition: 'web', networkConfiguration })
  const ran = ask('RunTask', { cluster, taskDefinition: 'web', networkConfiguration })
  for (let n = 0; n < 8; n += 1) {
    readings(ask)
    clock.advance(11_000)
  }
  ask('StopTask', { cluster, task: stringAt(firstOf(ran, 'tasks'), 'taskArn') })
  ask('UpdateService', { cluster, service: 'web', forceNewDeployment: true })
  const listed = ask('ListServiceDeployments', { cluster, service: 'web' })
  const { serviceDeploymentArn } = firstOf(listed, 'serviceDeployments')
  ask('StopServiceDeployment', { serviceDeploymentArn })
  readings(ask)
  ask('DeregisterTaskDefinition', { taskDefinition: 'web:3' })
  expect(asked.size).toBe(17)
})
