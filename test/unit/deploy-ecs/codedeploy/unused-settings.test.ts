import { unusedByCodeDeploy } from '@ci-kit/deploy-ecs/codedeploy/unused-settings'
import type { ServiceSettings } from '@ci-kit/ecs/services/service-settings'
import { expect, test } from '@jest/globals'

test.each<[ServiceSettings, readonly string[]]>([
  [{}, []],
  [{ platformVersion: '1.4.0', networkConfiguration: {}, capacityProviderStrategy: [] }, []],
  [{ forceNewDeployment: false }, []],
  [{ desiredCount: 0, forceNewDeployment: true }, ['desired-count']],
  [{ enableEcsManagedTags: false }, ['enable-ecs-managed-tags']],
  [{ deployment: { maximumPercent: 150 } }, ['the strategy and its settings']],
])('%j: CodeDeploy cannot do %j', (settings, names) => {
  expect(unusedByCodeDeploy(settings)).toEqual(names)
})
