import { visible } from '@ci-kit/core/log'

const LINE_LIMIT = 500

/** ESC as the first character of a terminal's colour and cursor commands. */
const ESCAPE = String.fromCharCode(27)
const TERMINAL = new RegExp(`${ESCAPE}\\[[0-9;?]*[A-Za-z]`, 'g')

/**
 * Text from outside as a block of code, which GitHub shows as it is. The fence
 * is longer than any run of backticks in the text, so nothing closes it early.
 */
export const codeBlock = (lines: readonly string[]): string => {
  const shown = lines.map((line) => visible(line.replaceAll(TERMINAL, ''), LINE_LIMIT))
  const longest = Math.max(
    2,
    ...shown.flatMap((line) => line.match(/`+/g) ?? []).map(({ length }) => length),
  )
  const fence = '`'.repeat(longest + 1)
  return [`${fence}text`, ...shown, fence].join('\n')
}

/** The last lines of an output, without the returns that draw a progress bar again and again. */
export const lastLines = (output: string, most: number): string[] =>
  output
    .split('\n')
    .map((line) => line.replace(/\r+$/, '').split('\r').at(-1) ?? '')
    .filter((line) => line.trim() !== '')
    .slice(-most)
