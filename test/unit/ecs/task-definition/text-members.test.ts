import type { RegisterTaskDefinitionRequest } from '@aws-sdk/client-ecs'
import { isTextMember, type TEXT_MEMBERS } from '@ci-kit/ecs/task-definition/text-members'
import { describe, expect, test } from '@jest/globals'

/** The type of a member, `never` where there is none. */
type MemberOf<From, Name> = Name extends '*'
  ? NonNullable<From> extends readonly (infer Entry)[]
    ? Entry
    : NonNullable<From> extends Record<string, infer Value>
      ? Value
      : never
  : Name extends keyof NonNullable<From>
    ? NonNullable<From>[Name]
    : never

type At<From, Path> = Path extends `${infer First}.${infer Rest}`
  ? At<MemberOf<From, First>, Rest>
  : MemberOf<From, Path>

type TextMember = (typeof TEXT_MEMBERS)[number]

/** Does not compile unless the official SDK has a text at each of the places. */
type NoText = {
  [Path in TextMember]: [NonNullable<At<RegisterTaskDefinitionRequest, Path>>] extends [never]
    ? Path
    : NonNullable<At<RegisterTaskDefinitionRequest, Path>> extends string
      ? never
      : Path
}[TextMember]

const areOfficial: [NoText] extends [never] ? true : never = true

describe('isTextMember', () => {
  test('the official SDK has a text at each place', () => {
    expect(areOfficial).toBe(true)
  })

  test.each<[boolean, readonly (string | number)[]]>([
    [true, ['cpu']],
    [true, ['containerDefinitions', 3, 'environment', 0, 'value']],
    [true, ['containerDefinitions', 0, 'dockerLabels', 'any']],
    [false, []],
    [false, ['containerDefinitions', 0, 'cpu']],
    [false, ['containerDefinitions', 0, 'portMappings', 0, 'containerPort']],
    [false, ['containerDefinitions', 0, 'environment']],
    [false, ['unknown', 'cpu']],
  ])('%j: %j', (expected, path) => {
    expect(isTextMember(path)).toBe(expected)
  })
})
