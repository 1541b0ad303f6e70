import type { StartedRollout } from '@ci-kit/ecs/rollout/rollout'
import type { CodeDeployRollout } from '../codedeploy/watch.ts'

/** A deployment of a service that this step watches. */
export type Started =
  | { readonly kind: 'ecs'; readonly rollout: StartedRollout }
  | { readonly kind: 'codedeploy'; readonly rollout: CodeDeployRollout }
