import { UserError } from '@ci-kit/core/errors'
import type { Service } from '@ci-kit/ecs/model/service'
import { deployableService, refuseSettings } from '@ci-kit/ecs/services/refusals'
import { explainedUpdateRefusal } from '@ci-kit/ecs/services/update-refusal'
import { describe, expect, test } from '@jest/globals'
import { arnOf, aService, refusal, revision } from './a-service.ts'

const found = (service: Service) => ({ found: [service], failures: [] })
const failing = (reason: string) => ({
  found: [],
  failures: [{ arn: arnOf('web'), reason, detail: '' }],
})

const thrownBy = (work: () => unknown): string => {
  try {
    work()
  } catch (thrown) {
    if (thrown instanceof UserError) return thrown.message
    throw thrown
  }
  throw new Error('nothing was thrown')
}

describe('a service to deploy to', () => {
  test('is found by name and by ARN', () => {
    const service = aService()
    expect(deployableService('web', found(service), false)).toBe(service)
    expect(deployableService(arnOf('web'), found(service), true)).toBe(service)
  })

  test.each<[string, ReturnType<typeof failing> | ReturnType<typeof found>, string[]]>([
    ['missing (case 19)', failing('MISSING'), [arnOf('web'), 'MISSING', "'create'", "'cluster'"]],
    ['refused otherwise', failing('THROTTLED'), [arnOf('web'), 'THROTTLED']],
    ['not answered about', { found: [], failures: [] }, ["'web'", 'answered nothing']],
    ['not what was answered', found(aService({ name: 'api' })), ["'web'", 'answered nothing']],
    ['INACTIVE (case 20)', found(aService({ status: 'INACTIVE' })), ['INACTIVE', "'create'"]],
    ['DRAINING', found(aService({ status: 'DRAINING' })), ['DRAINING', 'Wait until']],
    [
      'EXTERNAL (case 21)',
      found(aService({ controller: 'EXTERNAL' })),
      ['EXTERNAL', 'unsupported'],
    ],
    ['Express', found(aService({ isExpress: true })), ['Express', 'UpdateExpressGatewayService']],
  ])('is refused when %s', (_, answer, words) => {
    const message = thrownBy(() => deployableService('web', answer, false))
    for (const word of words) expect(message).toContain(word)
  })

  test('is refused when it is a daemon', () => {
    const daemon = 'arn:aws:ecs:eu-west-1:123456789012:daemon/shop/agent'
    const message = thrownBy(() => deployableService(daemon, { found: [], failures: [] }, true))
    expect(message).toContain('ECS daemon')
  })

  test.each<[string, Parameters<typeof deployableService>[1]]>([
    ['missing', failing('MISSING')],
    ['INACTIVE', found(aService({ status: 'INACTIVE' }))],
  ])('is created when it is %s and may be', (_, answer) => {
    expect(deployableService('web', answer, true)).toBeUndefined()
  })

  test.each<[string, Parameters<typeof deployableService>[1]]>([
    ['still DRAINING', found(aService({ status: 'DRAINING' }))],
    ['not answered about', { found: [], failures: [] }],
    ['unknown for another reason', failing('ACCESS')],
  ])('is not created when it is %s', (_, answer) => {
    expect(() => deployableService('web', answer, true)).toThrow(UserError)
  })
})

test('a daemon service takes no count', () => {
  const daemon = aService({ scheduling: 'DAEMON' })
  expect(() => refuseSettings(daemon, { desiredCount: 10 })).toThrow("Leave 'desired-count' out")
  expect(() => refuseSettings(daemon, {})).not.toThrow()
  expect(() => refuseSettings(aService(), { desiredCount: 10 })).not.toThrow()
})

describe('a refusal of UpdateService', () => {
  const named = { service: 'web', taskDefinition: revision(2) }

  test.each([
    ['BlockedException', '', 'Contact AWS Support'],
    ['UnsupportedFeatureException', '', 'does not support'],
    ['PlatformTaskDefinitionIncompatibilityException', '', 'Raise the platform version'],
    ['ServiceNotActiveException', '', "Give 'create'"],
    ['ServiceNotFoundException', '', "Check the inputs 'service'"],
    ['InvalidParameterException', 'TaskDefinition is inactive', 'was deregistered'],
    ['ClientException', 'TaskDefinition is inactive', `Task definition ${revision(2)}`],
  ])('%s (%s) says what to do', (code, reason, words) => {
    const explained = explainedUpdateRefusal(refusal(code, { reason }), named)
    expect(explained).toMatchObject({ code, action: 'ecs:UpdateService' })
    expect(explained).toHaveProperty('message', expect.stringContaining(words))
    expect(explained).toHaveProperty('message', expect.stringContaining(code))
  })

  test.each([
    ['of another parameter', refusal('InvalidParameterException', { reason: 'no subnets' })],
    ['for a missing permission', refusal('AccessDeniedException', { denied: true })],
    ['that is named like a member of every object', refusal('toString')],
    ['that is a bug', new Error('a bug')],
  ])('%s stays as it is', (_, thrown) => {
    expect(explainedUpdateRefusal(thrown, named)).toBe(thrown)
  })
})
