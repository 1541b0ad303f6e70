/**
 * What `apt-cache depends --recurse` prints, as a graph. A line without an
 * indent names a package; ` |Depends:` is one of several alternatives, of which
 * the last has no bar; `<name>` is virtual and followed by those that provide
 * it, further indented.
 * @typedef {Map<string, string[][]>} Dependencies by package: one list of alternatives each
 */

const dependency = /^ ([ |])(?:Pre)?Depends: (.+)$/

/** @param {string} name */
const isVirtual = (name) => name.startsWith('<')

/**
 * @param {string} text
 * @returns {Dependencies}
 */
export const parseDependencies = (text) => {
  /** @type {Dependencies} */
  const graph = new Map()
  /** @type {string[][]} */
  let groups = []
  let open = false // the last group has further alternatives
  for (const line of text.split('\n')) {
    const [, bar, name = ''] = dependency.exec(line) ?? []
    if (bar !== undefined) {
      if (!open) groups.push([])
      if (!isVirtual(name)) groups.at(-1)?.push(name)
      open = bar === '|'
    } else if (line.startsWith('    ')) groups.at(-1)?.push(line.trim())
    else if (line !== '' && !line.startsWith(' ')) {
      groups = []
      graph.set(line, groups)
    }
  }
  return graph
}

/**
 * The packages and everything they depend on, except what is excluded and
 * what only that would bring. Of alternatives the first one is taken, as apt does,
 * unless a later one is wanted anyway.
 * @param {Dependencies} graph
 * @param {string[]} packages
 * @param {string[]} excluded
 * @returns {string[]} sorted names
 */
export const closure = (graph, packages, excluded) => {
  const without = new Set(excluded)
  const wanted = new Set(packages)
  for (const name of wanted) // a set grows while it is walked
    for (const alternatives of graph.get(name) ?? []) {
      const [first] = alternatives
      const settled = alternatives.some((each) => wanted.has(each) || without.has(each))
      if (first !== undefined && !settled) wanted.add(first)
    }
  return [...wanted].sort()
}
