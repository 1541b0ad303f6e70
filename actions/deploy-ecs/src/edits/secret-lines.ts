import type { NamedEdits } from '@ci-kit/ecs/task-definition/edits'
import { parseNamedLines } from './named-lines.ts'

/** `KEY=valueFrom`, see {@link parseNamedLines}; a value names a secret or parameter, and is none itself. */
export const parseSecretLines = (input: string, text: string): NamedEdits | undefined =>
  parseNamedLines(input, text, { form: 'KEY=valueFrom', valueFault })

/** ARNs of Secrets Manager and Parameter Store, with the member of a secret behind; names of parameters. */
const valueFault = (value: string): string | undefined =>
  /^(?:arn:aws[a-z-]*:(?:secretsmanager|ssm):\S+|[\w./-]+)$/.test(value)
    ? undefined
    : 'has no valueFrom that ECS takes. Write the ARN of a secret or parameter, or the name of a parameter; never the secret itself.'
