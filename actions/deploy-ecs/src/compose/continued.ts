import type { Ecs } from '@ci-kit/ecs/ecs'
import { continueServices } from '../continue/continue-services.ts'
import type { DeployPorts } from '../deploy/deploy-services.ts'
import type { Ports } from '../run.ts'
import type { Step } from './step.ts'

/** Ends pauses, and watches what goes on then. */
export const composeContinued =
  ({ runner: { log }, inputs }: Step, ecs: Ecs, deploy: DeployPorts): Ports['continued'] =>
  (action) =>
    continueServices(inputs.requests, action, { ecs, log, deploy })
