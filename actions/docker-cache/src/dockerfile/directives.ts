const KNOWN = ['syntax', 'escape', 'check']

/**
 * Parser directives: `# name=value` lines before anything else, read line by
 * line (parser/directives.go of BuildKit). A name that comes twice is an error
 * there; here the first one counts.
 */
export const directiveReader = () => {
  const directives = new Map<string, string>()
  let over = false
  return {
    directives,
    /** Whether the line, without leading space, is a directive. */
    read: (line: string): boolean => {
      const [, name, value] =
        (!over && /^#\s*([a-z][a-z0-9]*)\s*=\s*(\S.*)$/i.exec(line.trimEnd())) || []
      const key = name?.toLowerCase()
      over ||= key === undefined || value === undefined || !KNOWN.includes(key)
      if (over || key === undefined || value === undefined) return false
      if (!directives.has(key)) directives.set(key, value)
      return true
    },
  }
}

/**
 * The frontend that a file asks for: the build argument BUILDKIT_SYNTAX, or
 * `syntax` behind `#`, behind `//`, or in JSON, after a line `#!`
 * (DetectSyntax). Undefined when BuildKit's own is used.
 */
export const syntaxImage = (
  text: string,
  buildArgs: ReadonlyMap<string, string>,
): string | undefined => {
  const given = buildArgs.get('BUILDKIT_SYNTAX')
  if (given !== undefined) return firstWord(given)
  const body = text.replace(/^\uFEFF/, '').replace(/^#!.*(?:\n|$)/, '')
  return firstWord(behind('#', body) ?? behind('//', body) ?? inJson(body))
}

const firstWord = (text: string | undefined): string | undefined => text?.split(' ')[0] || undefined

const behind = (mark: string, text: string): string | undefined => {
  const { read, directives } = directiveReader()
  for (const line of text.split('\n')) {
    if (!line.startsWith(mark) || !read(`#${line.slice(mark.length)}`)) break
  }
  return directives.get('syntax')
}

const inJson = (text: string): string | undefined => {
  if (!text.trimStart().startsWith('{')) return undefined
  const [, value] = /"syntax"\s*:\s*"([^"\\]*)"/.exec(text) ?? []
  return value
}
