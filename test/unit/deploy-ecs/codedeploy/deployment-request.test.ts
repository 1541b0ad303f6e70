import { createHash } from 'node:crypto'
import type { CreateDeploymentCommandInput } from '@aws-sdk/client-codedeploy'
import {
  codeDeployPlace,
  deploymentRequest,
} from '@ci-kit/deploy-ecs/codedeploy/deployment-request'
import { deploymentGroup, startCodeDeploy } from '@ci-kit/deploy-ecs/codedeploy/start'
import { codeDeployWaitLimit } from '@ci-kit/deploy-ecs/codedeploy/wait-limit'
import { describe, expect, test } from '@jest/globals'
import { refusal } from '../../ecs/services/a-service.ts'

const PLACE = { application: 'AppECS-shop-web', group: 'DgpECS-shop-web' }
const NONE = { description: '', config: '' }

test('application and group have the names of the console unless they are given', () => {
  expect(codeDeployPlace('shop', 'web', { application: '', group: '' })).toEqual(PLACE)
  const given = { application: 'a', group: 'g' }
  expect(codeDeployPlace('shop', 'web', given)).toEqual(given)
})

describe('a CreateDeployment', () => {
  test('holds the AppSpec and its digest (case 15), in the terms of the official client', () => {
    const content = '{"version":0,"Resources":[]}'
    const expected: CreateDeploymentCommandInput = {
      applicationName: 'AppECS-shop-web',
      deploymentGroupName: 'DgpECS-shop-web',
      revision: {
        revisionType: 'AppSpecContent',
        appSpecContent: { content, sha256: createHash('sha256').update(content).digest('hex') },
      },
    }
    expect(deploymentRequest(PLACE, { version: 0, Resources: [] }, NONE)).toEqual(expected)
  })

  test('holds description and configuration when they are given', () => {
    const request = deploymentRequest(PLACE, {}, { description: 'why', config: 'Canary' })
    expect(request).toMatchObject({ description: 'why', deploymentConfigName: 'Canary' })
  })

  test.each([
    ['short', 'x'.repeat(512), 'x'.repeat(512)],
    ['long (case 18)', 'x'.repeat(513), `${'x'.repeat(511)}…`],
    ['cut in a surrogate pair', `${'x'.repeat(510)}😀yy`, `${'x'.repeat(510)}…`],
  ])('has a description that is %s', (_, description, expected) => {
    const request = deploymentRequest(PLACE, {}, { ...NONE, description })
    expect(request.description).toBe(expected)
  })
})

describe('how long a deployment is waited for', () => {
  const group = (readyWaitMinutes: number, terminationWaitMinutes: number) => ({
    readyWaitMinutes,
    terminationWaitMinutes,
    rollsBackOnFailure: false,
  })

  test('is the sum of the waits (case 15)', () => {
    expect(codeDeployWaitLimit(group(60, 30), 30)).toEqual({ minutes: 120, notice: undefined })
    expect(codeDeployWaitLimit(group(300, 30), 30).notice).toBeUndefined()
  })

  test('is six hours at most, which is told', () => {
    const { minutes, notice } = codeDeployWaitLimit(group(300, 60), 30)
    expect(minutes).toBe(360)
    for (const part of ['300 min', '60 min', '30', '390 min', '6 h']) {
      expect(notice).toContain(part)
    }
  })
})

describe('a start', () => {
  const refusing = (code: string) => ({
    group: () => Promise.reject(refusal(code, { reason: "active Deployment 'd-1'" })),
    create: () => Promise.reject(refusal(code, { reason: "active Deployment 'd-1'" })),
  })

  test.each([
    ['DeploymentLimitExceededException', ['another deployment in progress', 'd-1', 'concurrency']],
    ['DeploymentConfigDoesNotExistException', ["'codedeploy-deployment-config'"]],
    ['InvalidRevisionException', ['refused: InvalidRevisionException']],
  ])('that is refused by %s says what to do', async (code, words) => {
    for (const word of words) {
      await expect(startCodeDeploy(refusing(code), PLACE, {})).rejects.toThrow(word)
    }
    await expect(startCodeDeploy(refusing(code), PLACE, {})).rejects.toMatchObject({ code })
  })

  test.each([
    ['ApplicationDoesNotExistException', PLACE.application, "'codedeploy-application'"],
    ['DeploymentGroupDoesNotExistException', PLACE.group, "'codedeploy-deployment-group'"],
  ])('of a group with %s names the input', async (code, name, input) => {
    await expect(deploymentGroup(refusing(code), PLACE)).rejects.toThrow(`'${name}'`)
    await expect(deploymentGroup(refusing(code), PLACE)).rejects.toThrow(input)
  })
})
