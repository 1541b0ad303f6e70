import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { yamlBlocks } from '@ci-kit/tooling/yaml-blocks'

/** The block of the README that a stranger copies: the first after its heading. */
export const copiedBlock = (): string => {
  const [, section = ''] = readFileSync('README.md', 'utf8').split(/^## Use it$/m)
  const [block] = yamlBlocks(section)
  if (block === undefined) throw new Error('README.md has no block below "Use it".')
  return block.yaml
}

/** What somebody has who has never seen ci-kit: one file to serve, and that block. In a new folder. */
export const strangerFiles = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'stranger-'))
  for (const path of ['.github/workflows', 'services/hello'])
    mkdirSync(join(folder, path), { recursive: true })
  writeFileSync(join(folder, '.github/workflows/pipeline.yml'), copiedBlock())
  writeFileSync(join(folder, 'services/hello/index.html'), '<h1>Hello</h1>\n')
  return folder
}
