/*
 * Turns TypeScript into JavaScript with what Node brings along: types are
 * stripped, imports of .ts files become imports of .js files. Nothing has to be
 * installed, so the image builds without a network.
 *
 *   node tools/compile.ts OUT SOURCE…
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join } from 'node:path'
import { argv } from 'node:process'

/** JavaScript of a module that may import others by relative `.ts` paths. */
export const compile = (source: string, rename = (path: string) => path.replace(/\.ts$/, '.js')) =>
  stripTypeScriptTypes(source, { mode: 'strip' }).replace(
    /(?<=\bfrom ')(\.[^']+\.ts)(?=')/g,
    (path) => rename(path),
  )

const sources = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => join(folder, name))

if (import.meta.main) {
  const [out = 'out', ...folders] = argv.slice(2)
  for (const file of folders.flatMap(sources)) {
    const target = join(out, file.replace(/\.ts$/, '.js'))
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, compile(readFileSync(file, 'utf8')))
  }
}
