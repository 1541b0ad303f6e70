import type { Json } from '@ci-kit/core/json'
import { webScenario, webTask } from '@ci-kit/local-aws/scenario'
import type { ServiceHandler } from '@ci-kit/local-aws/service-handler'
import { type CodeDeployStep, codeDeploy } from '@ci-kit/local-aws/services/code-deploy'
import { deployed } from './deploy-ecs-workbench.ts'

const GROUP: Json = {
  applicationName: 'AppECS-production-web',
  deploymentGroupName: 'DgpECS-production-web',
  ecsServices: [{ clusterName: 'production', serviceName: 'web' }],
  blueGreenDeploymentConfiguration: {
    deploymentReadyOption: { waitTimeInMinutes: 10 },
    terminateBlueInstancesOnDeploymentSuccess: { terminationWaitTimeInMinutes: 20 },
  },
  autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] },
}

const SERVICE: Json = {
  deploymentController: { type: 'CODE_DEPLOY' },
  loadBalancers: [
    {
      targetGroupArn: 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web/1',
      containerName: 'web',
      containerPort: 8080,
    },
  ],
}

export const WELL: readonly CodeDeployStep[] = [
  { at: 0, status: 'Created' },
  {
    at: 5_000,
    status: 'InProgress',
    lifecycleEvents: [{ lifecycleEventName: 'Install', status: 'InProgress' }],
  },
  { at: 25_000, status: 'Ready' },
  { at: 40_000, status: 'Succeeded' },
]

export const BADLY: readonly CodeDeployStep[] = [
  { at: 0, status: 'InProgress' },
  {
    at: 20_000,
    status: 'Failed',
    errorInformation: {
      code: 'HEALTH_CONSTRAINTS',
      message: 'The ECS service cannot become stable.',
    },
    rollbackInfo: {
      rollbackDeploymentId: 'd-ROLLBACK1',
      rollbackMessage: 'Deployment d-ROLLBACK1 rolls back.',
    },
    lifecycleEvents: [{ lifecycleEventName: 'BeforeAllowTraffic', status: 'Failed' }],
  },
]

/** CodeDeploy with the deployment that rolls back, which succeeds at once. */
const withRollback =
  (handler: ServiceHandler): ServiceHandler =>
  (operation, input) =>
    input.deploymentId === 'd-ROLLBACK1'
      ? { deploymentInfo: { deploymentId: 'd-ROLLBACK1', status: 'Succeeded' } }
      : handler(operation, input)

const APPSPEC = `
version: 0.0
resources:
  - TargetService:
      type: AWS::ECS::Service
      PROPERTIES:
        taskDefinition: replaced
        LoadBalancerInfo: { ContainerName: web, ContainerPort: 8080 }
hooks:
  - BeforeAllowTraffic: arn:aws:lambda:eu-central-1:123456789012:function:check
`

/** A step whose service is deployed by CodeDeploy; `life`: how the deployment goes on. */
export const codeDeployStep = (
  inputs: Readonly<Record<string, string>> = {},
  life = WELL,
  settings = SERVICE,
) =>
  deployed({
    scenario: webScenario({ service: { settings } }),
    services: (now) => ({
      codedeploy: withRollback(codeDeploy({ groups: [GROUP, OTHER], lives: [life] }, now).handler),
    }),
    files: {
      'task.json': JSON.stringify(webTask('c')),
      'appspec.yaml': APPSPEC,
      'appspec.json': '{"version":1}',
    },
    inputs: { service: 'web', 'task-definition': 'task.json', preflight: 'false', ...inputs },
  })

const OTHER: Json = { ...GROUP, applicationName: 'shop', deploymentGroupName: 'blue-green' }
