import type { ReleaseRecord } from '@ci-kit/ecs/ledger/ledger'

export const SERVICE = 'arn:aws:ecs:eu-west-1:123456789012:service/main/web'

export const digest = (letter: string) => `sha256:${letter.repeat(64)}`

export const content = (letter: string) => ({
  taskDefinition: `arn:aws:ecs:eu-west-1:123456789012:task-definition/${letter}:1`,
  digests: { app: `ghcr.io/org/shop@${digest(letter)}` },
})

export const recordOf = (letter: string, more: Partial<ReleaseRecord> = {}): ReleaseRecord => ({
  ...content(letter),
  task: 'deploy',
  service: SERVICE,
  environment: 'production',
  serviceDeployment: `arn:aws:ecs:eu-west-1:123456789012:service-deployment/main/web/${letter}`,
  serviceRevision: undefined,
  previous: undefined,
  migrations: 'none',
  commit: letter.repeat(40),
  ref: 'main',
  actor: 'octocat',
  reason: '',
  bad: [],
  ...more,
})
