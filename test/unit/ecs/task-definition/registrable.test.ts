import type { RegisterTaskDefinitionRequest, Tag, TaskDefinition } from '@aws-sdk/client-ecs'
import { UserError } from '@ci-kit/core/errors'
import type { Json } from '@ci-kit/core/json'
import { ANSWER_ONLY } from '@ci-kit/ecs/task-definition/answer-only'
import { registeredDocument } from '@ci-kit/ecs/task-definition/registered-document'
import { registrable } from '@ci-kit/ecs/task-definition/registrable'
import { describe, expect, test } from '@jest/globals'
import { answered, written } from './samples.ts'

/** Fails to compile when the official SDK knows another member that only answers hold. */
const OFFICIAL: Record<Exclude<keyof TaskDefinition, keyof RegisterTaskDefinitionRequest>, true> = {
  taskDefinitionArn: true,
  revision: true,
  status: true,
  requiresAttributes: true,
  compatibilities: true,
  registeredAt: true,
  registeredBy: true,
  deregisteredAt: true,
  deleteRequestedAt: true,
}

const origin = "Task definition 'web.json'"
const base = { family: 'web', containerDefinitions: [{ name: 'web', image: 'web' }] }
const of = (members: Json) => registrable({ ...base, ...members }, origin)

describe('registrable', () => {
  test('the members that only answers hold are those of the official SDK, and go', () => {
    expect([...ANSWER_ONLY].toSorted()).toEqual(Object.keys(OFFICIAL).toSorted())
    const members = Object.fromEntries(ANSWER_ONLY.map((name) => [name, 'x']))
    expect(of(members)).toEqual(base)
  })

  test('members that nobody knows stay, a member __proto__ among them', () => {
    const odd: Json = JSON.parse('{"fooBar": {"a": [1, {"b": true}]}, "__proto__": {"c": 1}}')
    const made = registrable({ ...base, ...odd }, origin)
    expect(made.fooBar).toEqual({ a: [1, { b: true }] })
    expect(Object.keys(made)).toContain('__proto__')
    expect(made).not.toHaveProperty('c')
  })

  test('tags stay, those of AWS go', () => {
    const tags: Tag[] = [
      { key: 'team', value: 'shop' },
      { key: 'aws:cloudformation:stack-name', value: 'x' },
    ]
    expect(of({ tags }).tags).toEqual([{ key: 'team', value: 'shop' }])
  })

  test('what ECS answers can be registered again, and nothing that it is given is changed', () => {
    const from = answered()
    const made = registrable(registeredDocument(from), origin)
    expect(from).toEqual(answered())
    expect(made).toMatchObject({ family: 'web', tags: written().tags, cpu: '256' })
    for (const member of ANSWER_ONLY) expect(made).not.toHaveProperty(member)
  })

  test.each([
    [{ containerDefinitions: [{ name: 'a', image: 'b' }] }, "has no 'family'"],
    [{ family: '', containerDefinitions: [] }, "has no 'family'"],
    [{ family: 'web' }, "has no list 'containerDefinitions'"],
    [{ family: 'web', containerDefinitions: {} }, "has no list 'containerDefinitions'"],
    [{ family: 'web', containerDefinitions: ['web'] }, 'containerDefinitions[0] is no object'],
    [
      { family: 'web', containerDefinitions: [{ image: 'b' }] },
      "containerDefinitions[0] has no 'name'",
    ],
    [
      { family: 'web', containerDefinitions: [{ name: 'web' }] },
      "container 'web' has no 'image'. Add it, or name it with the inputs 'image' or 'images'.",
    ],
    [
      {
        family: 'web',
        containerDefinitions: [
          { name: 'web', image: 'a' },
          { name: 'web', image: 'b' },
        ],
      },
      "container 'web' twice",
    ],
  ])('%j is refused', (document, said) => {
    const attempt = () => registrable(document, origin)
    expect(attempt).toThrow(UserError)
    expect(attempt).toThrow(said)
    expect(attempt).toThrow(origin)
  })
})
