import type { Json } from '@ci-kit/core/json'
import type { RegisteredTaskDefinition } from '@ci-kit/ecs/ecs'
import type { Digests } from '@ci-kit/ecs/ledger/ledger'
import type { Service } from '@ci-kit/ecs/model/service'
import type { Change } from '@ci-kit/ecs/task-definition/diff'
import type { CodeDeployPlan } from '../codedeploy/plan-codedeploy.ts'
import type { ServiceRequest } from '../service-request.ts'

/** What is to be deployed to one service, with everything read and nothing changed yet. */
export type Prepared = {
  readonly request: ServiceRequest
  /** Name of the service, or the family where there is no service. */
  readonly name: string
  /** As it is now; undefined when it is to be created, or only a task definition is registered. */
  readonly service: Service | undefined
  /** What it runs now; the newest of the family where there is no service. Undefined when there is none. */
  readonly running: RegisteredTaskDefinition | undefined
  /** ARN of what the service ran well before; undefined where nothing is known of that. */
  readonly previous: string | undefined
  /** What RegisterTaskDefinition would be sent, every image by digest. */
  readonly document: Json
  /** Images by digest, by containers: `ghcr.io/org/api@sha256:…`. */
  readonly digests: Digests
  /** From what runs to `document`; empty when they are the same. */
  readonly changes: readonly Change[]
  /** Registered already: nothing has to be. */
  readonly equal: RegisteredTaskDefinition | undefined
  /** What CodeDeploy is to do; undefined where it deploys nothing. */
  readonly codeDeploy: CodeDeployPlan | undefined
  /** Members of CreateService, undefined where the service is there or nobody wants it created. */
  readonly create: Json | undefined
}
