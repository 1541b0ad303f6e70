/*
 * Builds the front end: every file but the page gets the hash of its content
 * into its name, so that browsers may keep it for ever.
 *
 *   node services/web/build.ts OUT
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { argv } from 'node:process'
import { compile } from '../../tools/compile.ts'

/** Files by their name in the output folder. */
export type Site = ReadonlyMap<string, string>

/** Builds the site in memory. */
export const build = (source: string): Site => {
  const site = new Map<string, string>()
  const named = new Map<string, string>()
  /** Adds a file after those it imports, because their names are part of its content. */
  const add = (path: string): string => {
    const known = named.get(path)
    if (known !== undefined) return known
    const text = readFileSync(path, 'utf8')
    const content = path.endsWith('.ts')
      ? compile(text, (other) => `./${add(resolve(dirname(path), other))}`)
      : text
    const name = hashed(path, content)
    site.set(name, content)
    named.set(path, name)
    return name
  }
  const page = readFileSync(join(source, 'index.html'), 'utf8')
  const linked = page.replace(/(?<=(?:href|src)=")[^":]+(?=")/g, (path) => add(join(source, path)))
  return site.set('index.html', linked)
}

const hashed = (path: string, content: string): string => {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 10)
  const extension = extname(path)
  return `${basename(path, extension)}.${hash}${extension.replace('.ts', '.js')}`
}

if (import.meta.main) {
  const out = argv[2] ?? 'out'
  mkdirSync(out, { recursive: true })
  for (const [name, content] of build(join(import.meta.dirname, 'src'))) {
    writeFileSync(join(out, name), content)
  }
}
