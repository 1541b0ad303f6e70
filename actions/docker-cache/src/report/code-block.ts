import { visible } from '@ci-kit/core/log'
import { fenced } from '@ci-kit/core/markdown'

const LINE_LIMIT = 500

/** ESC as the first character of a terminal's colour and cursor commands. */
const ESCAPE = String.fromCharCode(27)
const TERMINAL = new RegExp(`${ESCAPE}\\[[0-9;?]*[A-Za-z]`, 'g')

/** Text from outside as a block of code, which GitHub shows as it is. */
export const codeBlock = (lines: readonly string[]): string => {
  const shown = lines.map((line) => visible(line.replaceAll(TERMINAL, ''), LINE_LIMIT))
  return fenced('text', shown.join('\n'))
}

/** The last lines of an output, without the returns that draw a progress bar again and again. */
export const lastLines = (output: string, most: number): string[] =>
  output
    .split('\n')
    .map((line) => line.replace(/\r+$/, '').split('\r').at(-1) ?? '')
    .filter((line) => line.trim() !== '')
    .slice(-most)
