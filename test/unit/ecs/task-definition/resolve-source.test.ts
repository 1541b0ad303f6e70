import { UserError } from '@ci-kit/core/errors'
import { withoutEmptyValues } from '@ci-kit/ecs/task-definition/empty-values'
import { resolveSource } from '@ci-kit/ecs/task-definition/resolve-source'
import { describe, expect, test } from '@jest/globals'
import { ARN, answered, written } from './samples.ts'

const ports = () => {
  const asked: string[] = []
  return {
    asked,
    files: async (path: string) => {
      asked.push(`file ${path}`)
      return Buffer.from(JSON.stringify(written()))
    },
    taskDefinitions: {
      describe: async (reference: string) => {
        asked.push(reference)
        return answered()
      },
    },
  }
}

describe('resolveSource', () => {
  test('a file', async () => {
    const there = ports()
    expect(
      await resolveSource(
        { kind: 'file', path: 'web.json' },
        { running: ARN, keep: new Set() },
        there,
      ),
    ).toEqual({
      document: withoutEmptyValues(written(), new Set()),
      origin: "Task definition 'web.json' (input 'task-definition')",
      registered: undefined,
    })
    expect(there.asked).toEqual(['file web.json'])
  })

  test.each([
    [{ kind: 'service' }, ARN, ARN],
    [{ kind: 'registered', reference: 'web' }, undefined, 'web'],
    [{ kind: 'registered', reference: 'web:7' }, 'arn:of:another', 'web:7'],
  ] as const)('%j', async (source, running, asked) => {
    const there = ports()
    const found = await resolveSource(source, { running, keep: new Set() }, there)
    expect(there.asked).toEqual([asked])
    expect(found).toMatchObject({ origin: `Task definition ${ARN}`, registered: answered() })
    expect(found.document.tags).toEqual(answered().tags)
  })

  test('a file loses its empty values but those to keep, what ECS answers loses none', async () => {
    const there = {
      files: async () => Buffer.from('{"family": "web", "memory": "", "volumes": []}'),
      taskDefinitions: {
        describe: async () => ({
          ...answered(),
          document: { family: 'web', memory: '' },
          tags: [],
        }),
      },
    }
    const options = { running: ARN, keep: new Set(['volumes']) }
    const file = await resolveSource({ kind: 'file', path: 'a.json' }, options, there)
    expect(file.document).toEqual({ family: 'web', volumes: [] })
    const { document } = await resolveSource({ kind: 'service' }, options, there)
    expect(document).toEqual({ family: 'web', memory: '' })
  })

  test('the running one needs a service', async () => {
    const attempt = resolveSource(
      { kind: 'service' },
      { running: undefined, keep: new Set() },
      ports(),
    )
    await expect(attempt).rejects.toThrow(UserError)
    await expect(attempt).rejects.toThrow("Set input 'task-definition'")
  })
})
