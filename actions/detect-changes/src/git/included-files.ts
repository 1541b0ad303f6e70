import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'

/**
 * Files that a configuration includes for the repository in `gitDir`, by
 * `[includeIf "gitdir:…"]`: so newer versions of actions/checkout keep their
 * credentials. Of Git's patterns these are read: a path, a path that ends with
 * `/*`, `/` or `/**`. See https://git-scm.com/docs/git-config#_conditional_includes
 */
export const includedFiles = (
  config: string,
  configFolder: string,
  gitDir: string,
): readonly string[] => {
  const places = [gitDir, realpathSync(gitDir)]
  const files: string[] = []
  let applies = false
  for (const line of config.split('\n')) {
    if (/^\s*\[/.test(line)) applies = places.some((place) => isFor(line, place))
    const value = /(?:^|\])\s*path\s*=\s*(.+)$/i.exec(line)?.[1]
    if (applies && value !== undefined) files.push(resolve(configFolder, unquoted(value)))
  }
  return files
}

const isFor = (line: string, place: string): boolean => {
  const condition = /^\s*\[\s*includeIf\s+"gitdir(\/i)?:((?:[^"\\]|\\.)*)"\s*\]/i.exec(line)
  if (condition === null) return false
  const [, ignoresCase, escaped = ''] = condition
  const pattern = escaped.replace(/\\(.)/g, '$1')
  return ignoresCase === undefined
    ? matches(pattern, place)
    : matches(pattern.toLowerCase(), place.toLowerCase())
}

const matches = (pattern: string, place: string): boolean => {
  const [, folder = pattern, ending] = /^(.*\/)(\*{0,2})$/.exec(pattern) ?? []
  if (ending === undefined) return pattern === place
  const rest = place.startsWith(folder) ? place.slice(folder.length) : ''
  return rest !== '' && (ending !== '*' || !rest.includes('/'))
}

/** A value with its quotes and escapes, and without a comment behind it. */
const unquoted = (text: string): string => {
  const parts = text.matchAll(/"((?:[^"\\]|\\.)*)"|\\(.)|([^"\\#;]+)|[#;].*/g)
  let value = ''
  for (const [, quoted, escaped, plain] of parts) {
    value += quoted?.replace(/\\(.)/g, '$1') ?? escaped ?? plain ?? ''
  }
  return value.trim()
}
