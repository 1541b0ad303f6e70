import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { lintWorkflows, workflowFiles } from '@ci-kit/tooling/workflow-lint'
import { describe, expect, test } from '@jest/globals'
import { minimatch } from 'minimatch'
import { parse } from 'yaml'
import { tempFolder } from './temp-folder.ts'

const workflow = 'on: push\npermissions: {}\njobs: {}\n'

describe('the workflows of a repository', () => {
  test('are its own and those of its examples', () => {
    const root = tempFolder({
      '.github/workflows/b.yaml': workflow,
      '.github/workflows/a.yml': workflow,
      '.github/workflows/README.md': '',
      '.github/dependabot.yml': '',
      'examples/shop/.github/workflows/ci.yml': workflow,
      'examples/shop/.github/filters.yml': '',
      'examples/README.md': '',
      'docs/.github/workflows/ci.yml': workflow,
    })
    expect(workflowFiles(root)).toEqual([
      '.github/workflows/a.yml',
      '.github/workflows/b.yaml',
      'examples/shop/.github/workflows/ci.yml',
    ])
  })

  test('that are none need no linter', async () => {
    expect(await lintWorkflows(tempFolder(), {})).toEqual([])
  })

  test('are not taken for checked without the linters', async () => {
    const root = tempFolder({ '.github/workflows/a.yml': workflow })
    expect(await lintWorkflows(root, {})).toEqual([
      expect.stringContaining('actionlint is missing'),
      expect.stringContaining('zizmor is missing'),
    ])
  })

  test('fail the check by what a linter ends with, also when it says nothing', async () => {
    const root = tempFolder({ '.github/workflows/a.yml': workflow })
    const tools = { actionlint: '/bin/false', zizmor: '/bin/true' }
    expect(await lintWorkflows(root, tools)).toEqual(['actionlint ended with code 1.'])
    const others = { actionlint: '/bin/true', zizmor: '/bin/false' }
    expect(await lintWorkflows(root, others)).toEqual(['zizmor ended with code 1.'])
  })
})

test('Dependabot looks into every folder with workflows', () => {
  const { updates } = parse(readFileSync('.github/dependabot.yml', 'utf8'))
  const places: string[] = updates
    .filter(
      (each: { 'package-ecosystem': string }) => each['package-ecosystem'] === 'github-actions',
    )
    .flatMap(({ directories }: { directories: string[] }) => directories)
  // for `/` it looks into `.github/workflows`, and for any other folder into that folder itself
  const folders = places.map((place) => (place === '/' ? '/.github/workflows' : place))
  const overlooked = workflowFiles('.').filter(
    (file) => !folders.some((folder) => minimatch(`/${dirname(file)}`, folder)),
  )
  expect(places).not.toEqual([])
  expect(overlooked).toEqual([])
})
