import type { ServiceSettings } from '@ci-kit/ecs/services/service-settings'

/** How each setting is named in a message; undefined for what an AppSpec or a deployment itself can do. */
const NAMES: { readonly [Name in keyof Required<ServiceSettings>]: string | undefined } = {
  desiredCount: 'desired-count',
  // It decides that there is a deployment at all.
  forceNewDeployment: undefined,
  enableEcsManagedTags: 'enable-ecs-managed-tags',
  propagateTags: 'propagate-tags',
  volumeConfigurations: 'service-managed-ebs-volume',
  platformVersion: undefined,
  healthCheckGracePeriodSeconds: 'healthCheckGracePeriodSeconds',
  networkConfiguration: undefined,
  capacityProviderStrategy: undefined,
  availabilityZoneRebalancing: 'availabilityZoneRebalancing',
  enableExecuteCommand: 'enableExecuteCommand',
  deployment: 'the strategy and its settings',
}

/**
 * What was asked for and CodeDeploy cannot do, for a notice: this step sends no
 * UpdateService beside a deployment of CodeDeploy.
 */
export const unusedByCodeDeploy = (settings: ServiceSettings): readonly string[] => {
  const asked = new Map(Object.entries(settings))
  return Object.entries(NAMES).flatMap(([name, shown]) => {
    const value = asked.get(name)
    return value !== undefined && shown !== undefined ? [shown] : []
  })
}
