import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { generated, stale, writeGenerated } from '@ci-kit/tooling/catalog'
import { describe, expect, test } from '@jest/globals'
import { guide, repository } from './sample-workflows.ts'
import { tempFolder } from './temp-folder.ts'

const read = (root: string, file: string) => readFileSync(join(root, file), 'utf8')

describe('the catalog', () => {
  test('has a section for each workflow, with the example of the guide', () => {
    const root = repository({ 'docs/workflows.md': guide })
    writeGenerated(root)
    const catalog = read(root, 'action-catalog.md')
    expect(catalog).toContain(
      '## Reusable workflows\n\n| Workflow | What it does |\n| --- | --- |\n| [`scan.yml`](#scanyml) | Scans images \\| in a registry, also by a schedule. |\n\n### scan.yml\n',
    )
    expect(catalog).toContain('`uses: org/ci-kit/.github/workflows/scan.yml@v1`')
    expect(catalog).toContain(
      'Permissions that the calling job grants: `contents: write`, `packages: read`',
    )
    expect(catalog).toContain(
      '#### Example\n\n```yaml\njobs:\n  scan:\n    uses: org/ci-kit/.github/workflows/scan.yml@v1\n```\n',
    )
    expect(catalog).toContain('| `depth` | How `deep\\|wide`. | `number` | no | `0` |')
    expect(catalog).toContain('| `password` | Of the registry. | yes |')
    expect(catalog).toContain('| `verdict` | `passed` or `failed`. |')
    expect(stale(root)).toEqual([])
  })

  test('says nothing of workflows where there is none to call', () => {
    const root = tempFolder({ '.github/workflows/ci.yml': 'on: push\njobs: {}\n' })
    const [catalog] = generated(root)
    expect(catalog?.content).not.toContain('## ')
  })
})

test('the README lists them with links into the catalog', () => {
  const root = repository()
  writeGenerated(root)
  expect(read(root, 'README.md')).toContain(
    '| [`scan.yml`](action-catalog.md#scanyml) | Scans images \\| in a registry',
  )
})
