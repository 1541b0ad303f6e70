import { visible } from '@ci-kit/core/log'

/** A word for a POSIX shell: quoted unless it is plain. Control characters are made visible, so it stays on its line. */
export const shellWord = (text: string): string => {
  const shown = visible(text)
  return /^[\w@%+=:,./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", "'\\''")}'`
}

/** A command, its options on lines of their own. */
export const shellCommand = (
  program: readonly string[],
  options: readonly (readonly string[])[],
): string => [program, ...options].map((words) => words.map(shellWord).join(' ')).join(' \\\n  ')
