import { stringAt } from '@ci-kit/core/json'
import { ecrPlace } from '@ci-kit/ecs/adapters/ecr-images'
import { error, type Finding } from './finding.ts'
import { referencesIn } from './references.ts'
import {
  awslogsOf,
  type Container,
  containersOf,
  isFargate,
  quoted,
  type Subject,
} from './subject.ts'

/** Without an execution role there are no secrets, and on Fargate no awslogs and no private ECR. */
export const executionRoleFindings = (subject: Subject): readonly Finding[] => {
  if (stringAt(subject.taskDefinition, 'executionRoleArn') !== undefined) return []
  const [reference] = referencesIn(subject)
  const reasons = [
    ...(reference === undefined ? [] : [`to read ${reference.use}`]),
    ...(isFargate(subject) ? containersOf(subject).flatMap(onFargate) : []),
  ]
  const [first] = reasons
  return first === undefined
    ? []
    : [
        error(
          `The task definition has no executionRoleArn, and ECS needs it ${first}. Name a role that trusts ecs-tasks.amazonaws.com.`,
        ),
      ]
}

const onFargate = (container: Container): readonly string[] => [
  ...(awslogsOf(container) === undefined ? [] : [`to write the log of ${quoted(container.name)}`]),
  ...(ecrPlace(container.image.split('/')[0] ?? '') === undefined
    ? []
    : [`to pull the image of ${quoted(container.name)} from ECR`]),
]
