import { parseArn } from '@ci-kit/aws/arn'
import { isObject, type Json, stringAt } from '@ci-kit/core/json'
import { cloudWatchAlarms } from '@ci-kit/ecs/adapters/alarms'
import type { Aws } from '@ci-kit/ecs/adapters/aws'
import { ecrImages } from '@ci-kit/ecs/adapters/ecr-images'
import { iamRoles } from '@ci-kit/ecs/adapters/iam'
import { logGroups } from '@ci-kit/ecs/adapters/log-groups'
import { parameterStore, secretsManager } from '@ci-kit/ecs/adapters/secrets'
import { targetGroups } from '@ci-kit/ecs/adapters/target-groups'
import type { Prepared } from '../plan/prepared.ts'
import type { Finding } from '../preflight/finding.ts'
import { preflight } from '../preflight/preflight.ts'
import { registryPlatforms } from '../preflight/registry-platforms.ts'
import type { Subject } from '../preflight/subject.ts'
import type { Registries, Step } from './step.ts'

/** Looks at what a service is about to get. */
export const composePreflight =
  ({ inputs, env, signal }: Step, aws: Aws, registries: () => Promise<Registries>) =>
  async (prepared: Prepared): Promise<readonly Finding[]> => {
    const known = parseArn(prepared.service?.arn ?? prepared.running?.arn ?? '')
    const region = inputs.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? ''
    const subject: Subject = {
      taskDefinition: prepared.document,
      service: prepared.service ?? created(prepared),
      region: known?.region ?? region,
      partition: known?.partition ?? (region.startsWith('cn-') ? 'aws-cn' : 'aws'),
    }
    const byHost = await registries()
    return preflight(
      subject,
      {
        role: iamRoles(aws.call('iam')),
        secret: secretsManager(aws.in('secretsmanager')),
        parameters: parameterStore(aws.in('ssm')),
        hasLogGroup: logGroups(aws.in('logs')),
        targetGroup: targetGroups(aws.call('elbv2')).find,
        alarms: cloudWatchAlarms(aws.call('cloudwatch')),
        ecrImage: ecrImages(aws.in('ecr')),
        platforms: registryPlatforms(byHost),
      },
      signal,
    )
  }

/** A service that is to be created, as far as it is known before. */
const created = ({ create, name }: Prepared): Subject['service'] =>
  create && { name, alarms: [], loadBalancers: balancers(create), document: create }

const balancers = ({ loadBalancers }: Json) =>
  (Array.isArray(loadBalancers) ? loadBalancers : []).filter(isObject).map((each) => ({
    targetGroupArn: stringAt(each, 'targetGroupArn'),
    containerName: stringAt(each, 'containerName'),
    containerPort: typeof each.containerPort === 'number' ? each.containerPort : undefined,
  }))
