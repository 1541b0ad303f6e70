import type { Context } from '@ci-kit/core/event'
import { type Ports, run } from '@ci-kit/detect-changes'
import type { Change } from '@ci-kit/detect-changes/change'
import type { Inputs } from '@ci-kit/detect-changes/inputs'
import { describe, expect, test } from '@jest/globals'
import { A, B, change, memoryLog, pushed } from './samples.ts'

const INPUTS: Inputs = {
  filters: { kind: 'text', text: 'api: services/api/**\ndocs: docs/**' },
  base: undefined,
  ref: undefined,
  token: '',
  workingDirectory: '',
  listFiles: 'json',
}

const ran = async (
  changes: readonly Change[],
  more: Partial<Inputs> = {},
  context: Context = pushed(),
) => {
  const log = memoryLog()
  const markdown: string[] = []
  const ports: Ports = {
    log,
    summary: { append: (text) => void markdown.push(text) },
    history: {
      commits: async (revisions) => ({ value: revisions }),
      mergeBase: async (base) => ({ value: base }),
      tags: async () => ({ missing: 'no tags' }),
      changes: async () => ({ value: changes }),
    },
    pullRequests: { changes: async () => ({ files: [], changedFiles: 0, headSha: B }) },
    readFilters: (path) => `file: '${path}'`,
  }
  const outputs = await run({ ...INPUTS, ...more }, context, ports)
  return { outputs, log: log.lines, summary: markdown.join('\n') }
}

describe('run', () => {
  test('says what was compared and why each filter is selected', async () => {
    const { outputs, log, summary } = await ran([
      change('services/api/x.go'),
      change('services/api/y.go', 'added'),
    ])
    expect(outputs).toMatchObject({ changes: ['api'], base: A, head: B, reliable: true })
    expect(log).toEqual([
      'info 2 changed files, compared: aaaaaaaaaaaa..bbbbbbbbbbbb, the tip before the push.',
      'group Filters: 1 of 2 selected',
      'info ✓ api: modified services/api/x.go matches services/api/** (line 1), and 1 more',
      'info – docs: no changed file matches',
      'endgroup',
      'group Changed files: 2',
      'info modified services/api/x.go',
      'info added services/api/y.go',
      'endgroup',
    ])
    expect(summary).toContain('| <code>api</code> | ✅ | 2 |')
    expect(summary).toContain('| <code>docs</code> | – | 0 | no changed file matches |')
  })

  test('selects everything for a tag, and says so without alarm', async () => {
    const { outputs, log } = await ran([], {}, pushed({ ref: 'refs/tags/v1' }))
    expect(outputs).toMatchObject({ changes: ['api', 'docs'], reliable: false })
    expect(log[0]).toMatch(/^notice Every filter is selected: a tag was pushed/)
  })

  test('warns when everything is selected because something is missing', async () => {
    const { outputs, log, summary } = await ran([], {}, pushed({ payload: {} }))
    expect(outputs).toMatchObject({ changes: ['api', 'docs'], reliable: false })
    expect(log[0]).toMatch(
      /^warning Every filter is selected, because what changed is not known: the push event/,
    )
    expect(summary).toContain('| <code>api</code> | ✅ | ? | selected with everything |')
  })

  test('reads filters from a file', async () => {
    const { outputs } = await ran([change('f.yml')], { filters: { kind: 'file', path: 'f.yml' } })
    expect(outputs).toMatchObject({ changes: ['file'] })
  })

  test('names from outside stay on their line', async () => {
    const { log, summary } = await ran([change('docs/a\n::error::b\u202e')])
    expect(log.join(' ')).toContain(String.raw`docs/a\n::error::b\u{202e}`)
    expect(log.filter((line) => /[\n\u202e]/.test(line))).toEqual([])
    expect(summary).not.toMatch(/^::|\u202e/m)
  })

  test('lists no more than 200 files', async () => {
    const { log } = await ran(Array.from({ length: 5_000 }, (_, at) => change(`docs/${at}`)))
    expect(log).toContain('info … and 4800 more')
    expect(log.length).toBeLessThan(220)
  })

  test('says which lists were left out', async () => {
    const { log, outputs } = await ran(
      Array.from({ length: 50_000 }, (_, at) => change(`docs/some/file/${at}`)),
    )
    expect(log.at(-1)).toMatch(/^warning The lists of files are too long .* not set: docs_files\./)
    expect(outputs).toMatchObject({ docs: true, docs_count: 50_000 })
  })
})
