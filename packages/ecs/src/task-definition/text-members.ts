import type { MemberPath } from './member-path.ts'

/**
 * The members that ECS takes as text and people write as numbers or booleans:
 * `cpu: 256`, `value: true`, `user: 1000`. From the types of
 * RegisterTaskDefinition in the official SDK. A star is any name or place.
 */
export const TEXT_MEMBERS = [
  'family',
  'cpu',
  'memory',
  'tags.*.key',
  'tags.*.value',
  'proxyConfiguration.properties.*.value',
  'volumes.*.dockerVolumeConfiguration.driverOpts.*',
  'volumes.*.dockerVolumeConfiguration.labels.*',
  'containerDefinitions.*.name',
  'containerDefinitions.*.user',
  'containerDefinitions.*.hostname',
  'containerDefinitions.*.command.*',
  'containerDefinitions.*.entryPoint.*',
  'containerDefinitions.*.environment.*.name',
  'containerDefinitions.*.environment.*.value',
  'containerDefinitions.*.dockerLabels.*',
  'containerDefinitions.*.logConfiguration.options.*',
  'containerDefinitions.*.firelensConfiguration.options.*',
  'containerDefinitions.*.healthCheck.command.*',
  'containerDefinitions.*.portMappings.*.containerPortRange',
  'containerDefinitions.*.resourceRequirements.*.value',
  'containerDefinitions.*.systemControls.*.value',
] as const

const PATTERNS: readonly (readonly string[])[] = TEXT_MEMBERS.map((member) => member.split('.'))

/** Whether ECS takes text at this place of a task definition. */
export const isTextMember = (path: MemberPath): boolean =>
  PATTERNS.some(
    (pattern) =>
      pattern.length === path.length &&
      pattern.every((step, at) => step === '*' || step === path[at]),
  )
