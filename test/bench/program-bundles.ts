import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleInto } from '@ci-kit/tooling/bundle'
import { repositoryRoot } from '@ci-kit/tooling/paths'

export type ProgramBundle = {
  /** The program in the bundle. */
  readonly file: string
  /** All of its JavaScript, minified, with the chunks that are loaded later; in bytes. */
  readonly bytes: number
}

export type ProgramBundles = {
  readonly of: (name: string) => ProgramBundle
  remove(): void
}

/** Bundles programs of this folder as actions are bundled, in a temporary folder from which imports resolve. */
export const bundlePrograms = async (names: readonly string[]): Promise<ProgramBundles> => {
  const cache = join(repositoryRoot, 'node_modules', '.cache', 'ci-kit')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'bench-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    const actions = names.map((name) => {
      const lib = join(folder, 'actions', name, 'lib')
      mkdirSync(lib, { recursive: true })
      const program = fileURLToPath(new URL(`./${name}.js`, import.meta.url))
      writeFileSync(join(lib, 'main.js'), `import ${JSON.stringify(program)}\n`)
      writeFileSync(join(lib, 'package.json'), '{"type":"module"}\n')
      return join(folder, 'actions', name)
    })
    await bundleInto(repositoryRoot, actions, join(folder, 'dist'))
  } catch (thrown) {
    remove()
    throw thrown
  }
  const of = (name: string): ProgramBundle => {
    const bundle = join(folder, 'dist', name)
    return { file: join(bundle, 'index.js'), bytes: scriptBytes(bundle) }
  }
  return { of, remove }
}

/** Bytes of all scripts in a bundle. */
export const scriptBytes = (bundle: string): number =>
  readdirSync(bundle)
    .filter((name) => name.endsWith('.js'))
    .reduce((sum, name) => sum + readFileSync(join(bundle, name)).length, 0)
