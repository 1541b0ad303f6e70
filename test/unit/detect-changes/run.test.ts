import type { Context } from '@ci-kit/core/event'
import { type Ports, run } from '@ci-kit/detect-changes'
import type { Change } from '@ci-kit/detect-changes/change'
import type { Found } from '@ci-kit/detect-changes/found'
import type { Inputs } from '@ci-kit/detect-changes/inputs'
import { noTree } from '@ci-kit/detect-changes/repository-tree'
import { describe, expect, test } from '@jest/globals'
import { A, B, change, memoryLog, pushed } from './samples.ts'

const INPUTS: Inputs = {
  filters: { kind: 'text', text: 'api: services/api/**\ndocs: docs/**' },
  quantifier: 'some',
  dialect: 'minimatch',
  discover: '',
  workspaces: 'none',
  allOn: '',
  ignore: '',
  base: { kind: 'auto' },
  ref: undefined,
  job: undefined,
  onUncertain: 'all',
  listFiles: 'none',
  token: '',
  workingDirectory: '',
}

type Given = {
  readonly inputs?: Partial<Inputs>
  readonly context?: Context
  readonly tracked?: readonly string[]
}

const ran = async (
  changes: Found<readonly Change[]>,
  { inputs = {}, context = pushed(), tracked }: Given = {},
) => {
  const log = memoryLog()
  const markdown: string[] = []
  const closed: string[] = []
  const ports: Ports = {
    log,
    summary: { append: (text) => void markdown.push(text) },
    history: {
      commits: async (revisions) => ({ value: revisions }),
      mergeBase: async (base) => ({ value: base }),
      tags: async () => ({ missing: 'no tags' }),
      changes: async () => changes,
    },
    github: undefined,
    tree: noTree,
    checkedOutFiles: async () =>
      tracked ? { kind: 'paths', paths: tracked } : { kind: 'unknown' },
    readFilters: async (path) => `file: '${path}'`,
    files: { write: (name) => `/temp/${name}` },
    giveUp: () => void closed.push('given up'),
    close: () => void closed.push('closed'),
  }
  const ended = await run({ ...INPUTS, ...inputs }, context, ports).then(
    (outputs) => ({ outputs, error: '' }),
    (thrown: Error) => ({ outputs: {}, error: thrown.message }),
  )
  return { ...ended, closed, log: log.lines, summary: markdown.join('\n') }
}

describe('run', () => {
  test('selects what the changes touch', async () => {
    const { outputs, log, summary, closed } = await ran({ value: [change('services/api/x.go')] })
    expect(outputs).toMatchObject({ changes: ['api'], base: A, head: B, reliable: true })
    expect(log.join('\n')).toContain('services/api/**')
    expect(summary).toContain('services/api/x.go')
    expect(closed).toEqual(['closed'])
  })

  test('selects everything, by a notice, for an event without an earlier commit', async () => {
    const context = pushed({ event: 'schedule', payload: {} })
    const { outputs, log } = await ran({ value: [] }, { context })
    expect(outputs).toMatchObject({ changes: ['api', 'docs'], reliable: false })
    expect(log[0]).toMatch(/^notice Every component is selected: the event schedule/)
  })

  test.each([
    ['all', ['api', 'docs']],
    ['none', []],
  ] as const)(
    'warns and selects %s when the changes are not known',
    async (onUncertain, changes) => {
      const { outputs, log } = await ran({ missing: 'history is cut' }, { inputs: { onUncertain } })
      expect(outputs).toMatchObject({ changes, reliable: false, reason: 'history is cut' })
      expect(log[0]).toMatch(/^warning .*history is cut/)
    },
  )

  test('fails when the changes are not known and the workflow says so', async () => {
    const { error, closed } = await ran(
      { missing: 'history is cut' },
      { inputs: { onUncertain: 'fail' } },
    )
    expect(error).toContain('history is cut')
    expect(closed).toEqual(['closed'])
  })

  test('tells a mistake in the filters, and closes all the same', async () => {
    const filters = { kind: 'text', text: 'api: []' } as const
    const { error, closed } = await ran({ value: [] }, { inputs: { filters } })
    expect(error).toContain("filter 'api'")
    expect(closed).toEqual(['given up', 'closed'])
  })

  test('reads filters from a file', async () => {
    const filters = { kind: 'file', path: 'f.yml' } as const
    const { outputs } = await ran({ value: [change('f.yml')] }, { inputs: { filters } })
    expect(outputs).toMatchObject({ changes: ['file'] })
  })

  test('names patterns that match no file, once', async () => {
    const { log } = await ran({ value: [change('docs/a')] }, { tracked: ['docs/a', 'services/x'] })
    expect(log.filter((line) => line.startsWith('notice'))).toEqual([
      expect.stringContaining('services/api/** (filters:1)'),
    ])
  })

  test('names from outside stay on their line', async () => {
    const { log, summary } = await ran({ value: [change('docs/a\n::error::b\u202e')] })
    expect(log.join(' ')).toContain(String.raw`docs/a\n::error::b\u{202e}`)
    expect(log.join('\n')).not.toMatch(/^::|\u202e/m)
    expect(summary).not.toMatch(/^::|\u202e/m)
  })
})
