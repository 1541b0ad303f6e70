import type { CodeDeployPlan } from '@ci-kit/deploy-ecs/codedeploy/plan-codedeploy'
import type { Prepared } from '@ci-kit/deploy-ecs/plan/prepared'
import type { ServiceRequest } from '@ci-kit/deploy-ecs/service-request'
import type { RegisteredTaskDefinition } from '@ci-kit/ecs/ecs'
import { aService, revision } from '../ecs/services/a-service.ts'

export const DIGEST = `sha256:${'a'.repeat(64)}`
export const OTHER_DIGEST = `sha256:${'b'.repeat(64)}`

/** A task definition of one container. */
export const aDocument = (digest = DIGEST, family = 'web') => ({
  family,
  networkMode: 'awsvpc',
  containerDefinitions: [{ name: 'app', image: `ghcr.io/shop/${family}@${digest}` }],
})

export const registered = (
  number: number,
  digest = DIGEST,
  family = 'web',
): RegisteredTaskDefinition => ({
  arn: revision(number, family),
  family,
  revision: number,
  status: 'ACTIVE',
  document: aDocument(digest, family),
  tags: [],
})

export const aRequest = (about: Partial<ServiceRequest> = {}): ServiceRequest => ({
  service: 'web',
  needs: [],
  source: { kind: 'service' },
  edits: { containers: new Map() },
  keep: new Set(),
  settings: {},
  create: '',
  codeDeploy: { appSpec: '', application: '', group: '', description: '', config: '' },
  until: 'end',
  health: { url: undefined, expected: [], timeoutSeconds: 1 },
  ...about,
})

export const aCodeDeployPlan: CodeDeployPlan = {
  place: { application: 'app', group: 'group' },
  group: { readyWaitMinutes: 0, terminationWaitMinutes: 0, rollsBackOnFailure: true },
  target: 'shop:web',
  limitMs: 60_000,
  appSpec: (taskDefinition) => ({ taskDefinition }),
}

/** Service `web` on revision 1, to be deployed with another digest. */
export const aPrepared = (
  about: Partial<Omit<Prepared, 'request'>> & { readonly request?: Partial<ServiceRequest> } = {},
): Prepared => {
  const { request, ...rest } = about
  const name = rest.name ?? 'web'
  return {
    name,
    service: aService({ name }),
    running: registered(1),
    previous: revision(1),
    document: aDocument(OTHER_DIGEST),
    digests: { app: `ghcr.io/shop/web@${OTHER_DIGEST}` },
    changes: [],
    equal: undefined,
    codeDeploy: undefined,
    create: undefined,
    ...rest,
    request: aRequest({ service: name, ...request }),
  }
}
