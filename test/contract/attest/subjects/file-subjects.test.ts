import { spawnSync } from 'node:child_process'
import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checksumSubjects } from '@ci-kit/attest/subjects/checksums-input'
import { fileSubjects } from '@ci-kit/attest/subjects/file-subjects'
import { digestOf } from '@ci-kit/oci/digest'
import { describe, expect, test } from '@jest/globals'
import { folderWith } from '../../folders.ts'

const FILES = {
  'dist/app.tgz': 'app',
  'dist/app.tgz.map': 'map',
  'dist/.hidden.tgz': 'hidden',
  'dist/sub/lib.tgz': 'lib',
  'dist/sub/app.tgz': 'other app',
  'odd/app[1].tgz': 'odd',
  'odd/a,b.tgz': 'comma',
  'odd/@scope/x.tgz': 'scope',
}

const rootsWith = (files: Record<string, string> = FILES) => ({
  workspace: folderWith(files),
  temp: folderWith({ 'made.tgz': 'made' }),
})

const namesOf = async (text: string, roots = rootsWith()) =>
  (await fileSubjects(text, roots)).map(({ name }) => name)

describe('files', () => {
  test('have their base name and their SHA-256', async () => {
    expect(await fileSubjects('dist/app.tgz', rootsWith())).toEqual([
      { kind: 'file', name: 'app.tgz', digest: digestOf(Buffer.from('app')) },
    ])
  })

  test('take another name', async () => {
    expect(await fileSubjects('dist/app.tgz', rootsWith(), 'shop')).toMatchObject([
      { name: 'shop' },
    ])
  })

  test.each([
    ['dist/*.tgz', ['app.tgz']],
    ['./dist/*', ['app.tgz', 'app.tgz.map']],
    ['dist/.*.tgz', ['.hidden.tgz']],
    ['dist/**', ['app.tgz', 'app.tgz.map', 'app.tgz', 'lib.tgz']],
    ['**/lib.tgz', ['lib.tgz']],
    ['dist/{app,none}.tgz', ['app.tgz']],
    ['dist/sub/lib.tgz, dist/app.tgz', ['app.tgz', 'lib.tgz']],
    ['"odd/a,b.tgz"', ['a,b.tgz']],
    ['odd/app[1].tgz', ['app[1].tgz']],
    ['odd/@scope/x.tgz', ['x.tgz']],
    ['# all\ndist/**\n!dist/sub\n', ['app.tgz', 'app.tgz.map']],
    ['dist/**\n!**/*.map\n!dist/sub/lib.tgz', ['app.tgz', 'app.tgz']],
    ['dist/**\n!dist/s*', ['app.tgz', 'app.tgz.map']],
    ['dist/**\n!dist/**\ndist/app.tgz', ['app.tgz']],
    ['odd/*.tgz\n!odd/app[1].tgz', ['a,b.tgz']],
  ])('that %j names', async (text, names) => {
    expect((await namesOf(text)).toSorted()).toEqual(names.toSorted())
  })

  test('may lie in the temporary folder, by their whole path', async () => {
    const roots = rootsWith()
    expect(await namesOf(join(roots.temp, '*.tgz'), roots)).toEqual(['made.tgz'])
  })

  test('in a workspace with odd characters are found', async () => {
    const workspace = join(folderWith({ 'a[b]{c}*/dist/app.tgz': 'app' }), 'a[b]{c}*')
    expect(await namesOf('dist/*', { workspace, temp: '' })).toEqual(['app.tgz'])
  })

  test('of one name and content are one', async () => {
    const roots = rootsWith({ 'a/x': 'same', 'b/x': 'same', 'c/x': 'other' })
    expect(await fileSubjects('*/x', roots)).toHaveLength(2)
  })

  test('that are large are read whole', async () => {
    const roots = rootsWith({ big: '' })
    const content = Buffer.alloc(3_000_000, 'x')
    writeFileSync(join(roots.workspace, 'big'), content)
    expect(await fileSubjects('big', roots)).toMatchObject([{ digest: digestOf(content) }])
  })

  test.each([
    ['nothing.tgz', /Input 'subject-path' has 'nothing\.tgz', and nothing is there/],
    ['dist/app.tgz\ndist/*.zip', /'dist\/\*\.zip', and nothing is there/],
    ['dist', /'dist', which names a folder and no file. Write 'dist\/\*\*'/],
    ['dist/s*', /a folder and no file/],
    ['', /names no file/],
    ['!dist/app.tgz', /names no file/],
    ['dist/app.tgz\n!dist', /leaves no file/],
    ['dist/app.tgz\n!', /nothing follows the !/],
    ['../*', /'\.\.\/\*': it leads out of the workspace/],
    ['/etc/passwd', /leads out of the workspace/],
    ['/**', /leads out of the workspace/],
    ['dist/*/../../x', /leads out of the workspace/],
    ['{a,..}/x', /leads out of the workspace/],
  ])('refuse %j', async (text, message) => {
    await expect(namesOf(text)).rejects.toThrow(message)
  })

  test('behind links stay inside', async () => {
    const roots = rootsWith()
    symlinkSync('app.tgz', join(roots.workspace, 'dist/inside.tgz'))
    expect(await namesOf('dist/inside.tgz', roots)).toEqual(['inside.tgz'])
    symlinkSync('/etc/hostname', join(roots.workspace, 'dist/outside.tgz'))
    await expect(namesOf('dist/*.tgz', roots)).rejects.toThrow(
      /outside\.tgz', which a link leads to '\/etc\/hostname', out of the workspace/,
    )
    expect(await namesOf('dist/*.tgz\n!dist/outside.tgz', roots)).toEqual(['app.tgz', 'inside.tgz'])
  })

  test('behind a link to a folder are refused when it leads elsewhere', async () => {
    const roots = rootsWith()
    symlinkSync('/etc', join(roots.workspace, 'etc'))
    await expect(namesOf('etc/hostname', roots)).rejects.toThrow(/a link leads to/)
    await expect(namesOf('**/hostname', roots)).rejects.toThrow(/nothing is there/)
  })

  test('that are a link to nothing or a pipe are refused', async () => {
    const roots = rootsWith()
    symlinkSync('gone', join(roots.workspace, 'link'))
    await expect(namesOf('link', roots)).rejects.toThrow(/link', which cannot be read: ENOENT/)
    spawnSync('mkfifo', [join(roots.workspace, 'pipe')])
    await expect(namesOf('pipe', roots)).rejects.toThrow(/neither a file nor a folder/)
  })

  test('are at most 1024', async () => {
    const names = Array.from({ length: 1025 }, (_, at) => [`f/${at}`, `${at}`])
    const roots = rootsWith(Object.fromEntries(names))
    await expect(namesOf('f/*', roots)).rejects.toThrow(/names 1025 files, .* 1024/)
    expect(await namesOf('f/*\n!f/7', roots)).toHaveLength(1024)
  })
})

describe('checksums', () => {
  const hex = 'a'.repeat(64)
  test('are read from a file that sha256sum wrote', async () => {
    const roots = rootsWith({ 'a b': 'x', 'back\\slash': 'y' })
    const { stdout } = spawnSync('sha256sum', ['a b', 'back\\slash'], { cwd: roots.workspace })
    writeFileSync(join(roots.workspace, 'SHA256SUMS'), stdout)
    expect(await checksumSubjects(' SHA256SUMS ', roots)).toEqual([
      { kind: 'file', name: 'a b', digest: digestOf(Buffer.from('x')) },
      { kind: 'file', name: 'back\\slash', digest: digestOf(Buffer.from('y')) },
    ])
  })

  test.each([`${hex}  app.tgz`, `SHA256 (app.tgz) = ${hex}`, `\n${hex} *app.tgz\n`])(
    'are read from the text %j',
    async (text) => {
      expect(await checksumSubjects(text, rootsWith())).toMatchObject([{ name: 'app.tgz' }])
    },
  )

  test.each([
    ['sums.txt', /Input 'subject-checksums' names 'sums\.txt', which is not there/],
    ['dist', /names 'dist', which is no file/],
    ['/etc/hostname', /out of the workspace/],
    ['dist/app.tgz', /line 1, is 'app'/],
  ])('refuse %j', async (text, message) => {
    await expect(checksumSubjects(text, rootsWith())).rejects.toThrow(message)
  })

  test('are at most 512 KiB', async () => {
    const roots = rootsWith({ sums: `${hex}  ${'x'.repeat(524_288)}` })
    await expect(checksumSubjects('sums', roots)).rejects.toThrow(/At most 524288 .* are read/)
  })
})
