/**
 * Parts a script at its operators. Not a whole shell: what stands in `$(…)` is
 * read as a command of its own, what is quoted is part of a word, and comments
 * are left out.
 */
export const simpleCommands = (script: string): string[][] => {
  const commands: string[][] = []
  let words: string[] = []
  let at = 0
  const end = () => {
    if (words.length > 0) commands.push(words)
    words = []
  }
  while (at < script.length) {
    const character = script.charAt(at)
    if (BLANK.has(character)) at++
    else if (OPERATORS.has(character)) {
      end()
      at++
    } else if (character === '#') at = endOf(script, '\n', at)
    else if (script.startsWith('\\\n', at)) at += 2
    else if (script.startsWith('$(', at)) at++
    else {
      const word = readWord(script, at)
      words.push(word.text)
      at = word.end
    }
  }
  end()
  return commands
}

const BLANK = new Set(' \t\r')
const OPERATORS = new Set('\n;&|(){}`')

/** One word without its quotes and escapes. */
const readWord = (script: string, start: number): { text: string; end: number } => {
  const pieces: string[] = []
  let at = start
  while (at < script.length) {
    const character = script.charAt(at)
    if (BLANK.has(character) || OPERATORS.has(character)) break
    if (character === "'" || character === '"') {
      const close = character === '"' ? endOfDouble(script, at + 1) : endOf(script, "'", at + 1)
      pieces.push(script.slice(at + 1, close))
      at = close + 1
    } else if (character === '$' && script.charAt(at + 1) === '{') {
      const close = endOf(script, '}', at)
      pieces.push(script.slice(at, close + 1))
      at = close + 1
    } else {
      pieces.push(character === '\\' ? script.charAt(++at) : character)
      at++
    }
  }
  return { text: pieces.join(''), end: Math.min(at, script.length) }
}

const endOf = (script: string, mark: string, from: number): number => {
  const index = script.indexOf(mark, from)
  return index === -1 ? script.length : index
}

const endOfDouble = (script: string, from: number): number => {
  let at = from
  while (at < script.length && script.charAt(at) !== '"') at += script.charAt(at) === '\\' ? 2 : 1
  return Math.min(at, script.length)
}
