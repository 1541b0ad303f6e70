import { isObject, type Json } from '@ci-kit/core/json'
import type { Protocol } from './services.ts'
import {
  BODY,
  jsonOperation,
  type OperationSchema,
  queryOperationNamed,
  restOperation,
} from './shapes.ts'

type Shaped = {
  readonly schema: OperationSchema
  readonly shaped: Json
  readonly answerOf: (answer: object) => Json
}

/** The SDK's schema and input for one operation, and how its answer becomes JSON. */
export const shapedFor = ({ kind }: Protocol, operation: string, input: Json): Shaped => {
  if (kind === 'json')
    return { schema: jsonOperation(operation), shaped: input, answerOf: withoutMetadata }
  if (kind === 'query') {
    return { schema: queryOperationNamed(operation), shaped: input, answerOf: withoutMetadata }
  }
  const { schema, inUrl } = restOperation(operation)
  const members = Object.entries(input)
  const shaped = {
    ...Object.fromEntries(members.filter(([name]) => inUrl.includes(name))),
    [BODY]: Object.fromEntries(members.filter(([name]) => !inUrl.includes(name))),
  }
  return {
    schema,
    shaped,
    answerOf: (answer) => {
      const body = withoutMetadata(answer)[BODY]
      return isObject(body) ? body : {}
    },
  }
}

/** Without what the SDK adds to every answer. */
const withoutMetadata = (answer: object): Json =>
  Object.fromEntries(Object.entries(answer).filter(([name]) => name !== '$metadata'))
