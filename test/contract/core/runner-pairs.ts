/**
 * The entries of a file such as GITHUB_OUTPUT, as the runner reads it
 * (actions/runner, FileCommandManager.cs, EnvFileKeyValuePairs). Throws where
 * the runner refuses the file.
 */
export const pairsIn = (text: string): [name: string, value: string][] => {
  const pairs: [string, string][] = []
  const rest = text.split('\n')
  for (let line = rest.shift(); line !== undefined; line = rest.shift()) {
    if (line === '') continue
    const equals = line.indexOf('=')
    const fence = line.indexOf('<<')
    if (equals >= 0 && (fence < 0 || equals < fence)) {
      pairs.push([line.slice(0, equals), line.slice(equals + 1)])
      continue
    }
    const [name, delimiter] = [line.slice(0, Math.max(fence, 0)), line.slice(fence + 2)]
    const end = rest.indexOf(delimiter)
    if (fence < 0 || name === '' || delimiter === '' || end < 0) throw new Error(`Bad: ${line}`)
    pairs.push([
      name,
      rest
        .splice(0, end + 1)
        .slice(0, -1)
        .join('\n'),
    ])
  }
  return pairs
}
