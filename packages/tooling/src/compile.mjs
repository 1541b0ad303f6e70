import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { withLock } from './lock.mjs'
import { workspaceFolders } from './node-modules.mjs'
import { nodeRuntime } from './node-runtime.mjs'
import { must } from './processes.mjs'

/** What the compiler writes for a source file, and the source's own ending. */
const endings = [
  { output: '.d.mts', source: '.mjs' },
  { output: '.d.ts', source: '.ts' },
  { output: '.js.map', source: '.ts' },
  { output: '.js', source: '.ts' },
]

/**
 * Compiled files whose source is gone. The compiler leaves them behind, and
 * jest would go on running a test that was deleted.
 * @param {string} root
 * @returns {string[]} absolute paths
 */
export const orphans = (root) => {
  const projects = workspaceFolders(root).map((folder) => ({ folder, source: 'src' }))
  return [...projects, { folder: join(root, 'test'), source: '.' }].flatMap(
    ({ folder, source }) => {
      const lib = join(folder, 'lib')
      if (!existsSync(lib)) return []
      const outputs = readdirSync(lib, { recursive: true, encoding: 'utf8' })
      return outputs.flatMap((output) => {
        const ending = endings.find((each) => output.endsWith(each.output))
        if (!ending) return []
        const stem = output.slice(0, -ending.output.length)
        const kept = existsSync(join(folder, source, stem + ending.source))
        return kept ? [] : [join(lib, output)]
      })
    },
  )
}

/**
 * Held while compiled files or bundles of a checkout are written.
 * @param {string} root
 * @returns {string}
 */
export const buildLock = (root) => join(root, '.ci-kit', 'build.lock')

/**
 * Compiles every package, action and test that changed.
 * @param {string} root
 */
export const compile = (root) =>
  withLock(buildLock(root), 'compile', async () => {
    for (const file of orphans(root)) rmSync(file)
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
    await must(nodeRuntime(root), [compiler, '-b', '--pretty', 'false'], { cwd: root })
  })
