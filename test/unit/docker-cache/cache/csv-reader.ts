/** Reads one record of CSV character by character, as the grammar of RFC 4180 has it. Throws for anything else. */
export const readCsv = (record: string): string[] => {
  const fields: string[] = []
  const letters = [...record]
  let field = ''
  let state: 'start' | 'plain' | 'quoted' | 'closed' = 'start'
  const end = () => {
    fields.push(field)
    field = ''
    state = 'start'
  }
  for (const letter of letters) {
    const isQuote = letter === '"'
    if (state === 'quoted') {
      if (isQuote) state = 'closed'
      else field += letter
    } else if (letter === ',') end()
    else if (state === 'closed') {
      if (!isQuote) throw new Error(`text after a closing quote: ${record}`)
      field += '"'
      state = 'quoted'
    } else if (isQuote) {
      if (state === 'plain') throw new Error(`a quote inside a field: ${record}`)
      state = 'quoted'
    } else if (letter === '\n' || letter === '\r') throw new Error(`a second record: ${record}`)
    else {
      field += letter
      state = 'plain'
    }
  }
  if (state === 'quoted') throw new Error(`an open quote: ${record}`)
  end()
  return fields
}

/** The attributes of an argument, each name once. */
export const readAttributes = (argument: string): Map<string, string> => {
  const pairs = readCsv(argument).map((field) => {
    const at = field.indexOf('=')
    if (at < 1) throw new Error(`no name: ${field}`)
    return [field.slice(0, at), field.slice(at + 1)] as const
  })
  const found = new Map(pairs)
  if (found.size !== pairs.length) throw new Error(`an attribute twice: ${argument}`)
  return found
}
