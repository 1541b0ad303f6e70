import { answerOf } from '@ci-kit/detect-changes/components/answer'
import { mergeComponents } from '@ci-kit/detect-changes/components/merge'
import { describe, expect, test } from '@jest/globals'
import { component, modified, of, parse, rules } from './components.ts'

const found = [
  {
    ...component('api', ['core']),
    path: 'services/api',
    metadata: new Map([['package', '@x/api']]),
  },
  component('core'),
]

describe('found components and filters', () => {
  test('an entry adds to the found component of its name, others come last', async () => {
    const { components } = await parse(
      "tools: tools/**\napi:\n  paths: '!**/*.md'\n  needs: [tools, core]\n  path: app\n  package: mine\n  more: 1",
    )
    const merged = mergeComponents(found, components)
    expect(merged.map(({ name }) => name)).toEqual(['api', 'core', 'tools'])
    expect(merged[0]).toMatchObject({ needs: ['core', 'tools'], path: 'app' })
    expect([...(merged[0]?.metadata ?? [])]).toEqual([
      ['package', 'mine'],
      ['more', 1],
    ])
    expect(merged[0]?.list.rules.map(({ pattern, excludes }) => [pattern, excludes])).toEqual([
      ['api/**', false],
      ['**/*.md', true],
    ])
    expect(merged[1]).toBe(found[1])
  })

  test('what an entry does not say stays as found', async () => {
    const { components } = await parse('api: { needs: core }', 'every')
    const [api] = mergeComponents(found, components)
    expect(api?.list).toEqual(found[0]?.list)
    expect(api?.path).toBe('services/api')
    expect(api?.metadata.get('package')).toBe('@x/api')
  })

  test('some-with-excludes is for what the filter says, not for what was found', async () => {
    const { components } = await parse("api: ['!**/*.md', api/e2e/api.yml]", 'some-with-excludes')
    const nested = { ...component('api'), list: rules('api/**', '!api/e2e/**') }
    const paths = ['api/x', 'api/e2e/x', 'api/e2e/api.yml', 'api/x.md', 'x']
    const { selections } = answerOf(of(mergeComponents([nested], components)), modified(...paths))
    expect(selections[0]?.files.map(({ path }) => path)).toEqual(['api/x', 'api/e2e/api.yml'])
  })

  test('with every, patterns would take files away: an error that says so', async () => {
    const { components } = await parse('# x\napi: libs/**', 'every')
    expect(() => mergeComponents(found, components)).toThrow(
      "filters, line 2, filter 'api': with 'predicate-quantifier: every' its patterns cannot be added",
    )
  })

  test.each([
    [
      'api_count: x',
      "Component 'api_count' from filters: its output 'api_count' is the same as the output 'api_count'",
    ],
    ['API: x', "its output 'API' is the same as the output 'api'"],
  ])('%s clashes with a found one', async (text, words) => {
    const { components } = await parse(text)
    const merge = () => mergeComponents(found, components)
    expect(merge).toThrow(expect.objectContaining({ name: 'UserError' }))
    expect(merge).toThrow(words)
  })

  test('the totals count after the merge', async () => {
    const many = Array.from({ length: 1_000 }, (_, at) => component(`f${at}`))
    const { components } = await parse('f1: x')
    expect(mergeComponents(many, components)).toHaveLength(1_000)
    const { components: more } = await parse('g: x')
    expect(() => mergeComponents(many, more)).toThrow('There are 1001 components, more than 1000')

    const list = {
      rules: Array(10_001).fill(component('x').list.rules[0]),
      quantifier: 'some' as const,
    }
    const large = [
      { ...component('a'), list },
      { ...component('b'), list },
    ]
    expect(() => mergeComponents(large, [])).toThrow('have 20002 patterns, more than 20000')
  })
})
