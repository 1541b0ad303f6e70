import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { bundleInto, ensureBundles } from '@ci-kit/tooling/bundle'
import { bundledActions, filesBelow } from '@ci-kit/tooling/bundle-state'
import { differences, unpaired, unresolved } from '@ci-kit/tooling/check'
import { describe, expect, test } from '@jest/globals'
import { tempFolder, write } from '../unit/tooling/temp-folder.ts'

const json = JSON.stringify

/** A repository with one action, a post step, a lazy import and a dependency. */
const repository = () =>
  tempFolder({
    'package-lock.json': '{}',
    'node_modules/.package-lock.json': '{}',
    'node_modules/pad/package.json': json({ name: 'pad', version: '1.0.0', license: 'MIT' }),
    'node_modules/pad/index.js': 'module.exports = (text) => text.padStart(5)',
    'node_modules/pad/LICENSE': 'Licence of pad',
    'actions/hello/package.json': json({ name: '@kit/hello', version: '0.0.0', type: 'module' }),
    'actions/hello/src/main.ts': '',
    'actions/hello/src/post.ts': '',
    'actions/hello/lib/late.js': 'export const late = "late"',
    'actions/hello/lib/main.js': `import pad from 'pad'
      const { late } = await import('./late.js')
      process.stdout.write(pad('main') + late)`,
    'actions/hello/lib/post.js': `const { late } = await import('./late.js')
      process.stdout.write('post' + late)`,
  })

const runBundle = (root: string, file: string) =>
  execFileSync(process.execPath, [join(root, 'dist/hello', file)], { encoding: 'utf8' })

describe('bundles', () => {
  test('of main and post live in one folder, share what is the same, and run without their packages', async () => {
    const root = repository()
    await ensureBundles(root)
    rmSync(join(root, 'node_modules'), { recursive: true })
    rmSync(join(root, 'actions'), { recursive: true })
    expect(runBundle(root, 'index.js')).toBe(' mainlate')
    expect(runBundle(root, 'post.js')).toBe('postlate')
    expect(filesBelow(join(root, 'dist/hello'))).toEqual(
      expect.arrayContaining(['index.js', 'licenses.txt', 'package.json', 'post.js']),
    )
    const chunks = filesBelow(join(root, 'dist/hello')).filter((name) => /^\d/.test(name))
    const holding = chunks.filter((name) =>
      readFileSync(join(root, 'dist/hello', name), 'utf8').includes('late'),
    )
    expect([chunks.length, holding.length]).toEqual([2, 1])
    const licenses = readFileSync(join(root, 'dist/hello/licenses.txt'), 'utf8')
    expect(licenses).toBe('pad 1.0.0\nMIT\n\nLicence of pad\n')
  })

  test('are the same bytes in another folder, and name no folder', async () => {
    const [one, other] = [repository(), repository()]
    await ensureBundles(one)
    const into = join(other, 'elsewhere')
    await bundleInto(other, bundledActions(other), into)
    expect(differences(join(one, 'dist'), into)).toEqual([])
    for (const file of filesBelow(into))
      expect(readFileSync(join(into, file), 'utf8')).not.toContain(other)
  })

  test('are made again only when something changed, and old files go', async () => {
    const root = repository()
    await ensureBundles(root)
    const index = join(root, 'dist/hello/index.js')
    const made = statSync(index).mtimeMs
    await ensureBundles(root)
    expect(statSync(index).mtimeMs).toBe(made)
    write(root, { 'dist/hello/stray.js': '', 'dist/gone/index.js': '' })
    expect(unpaired(root)).toEqual(['dist/gone belongs to no action.'])
    await ensureBundles(root)
    expect(existsSync(join(root, 'dist/gone'))).toBe(false)
    expect(existsSync(join(root, 'dist/hello/stray.js'))).toBe(false)
    write(root, { 'actions/hello/lib/late.js': 'export const late = "later"' })
    await ensureBundles(root)
    expect(runBundle(root, 'index.js')).toBe(' mainlater')
  })

  test.each([
    ['an import', `import { x } from 'not-there'\nprocess.stdout.write(x)`],
    ['a lazy import', `const { x } = await import('not-there')\nprocess.stdout.write(x)`],
  ])(
    'are refused when %s cannot be found',
    async (_, main) => {
      const root = repository()
      await ensureBundles(root)
      write(root, { 'actions/hello/lib/main.js': main })
      await expect(ensureBundles(root)).rejects.toThrow(/hello\/lib\/main\.js imports something/)
      expect(unresolved(root)).toEqual([])
      expect(runBundle(root, 'index.js')).toBe(' mainlate')
    },
    60_000,
  )

  test('of what was never compiled are refused', async () => {
    const root = repository()
    rmSync(join(root, 'actions/hello/lib'), { recursive: true })
    await expect(ensureBundles(root)).rejects.toThrow('hello is not compiled. Run `npm run build`.')
  })
})
