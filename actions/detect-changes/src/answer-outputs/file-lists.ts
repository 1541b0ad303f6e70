import { outputBytes } from '@ci-kit/core/outputs'
import type { Selection } from '../selection.ts'
import type { ListFiles } from './list-files.ts'
import { type ListFormat, listText, type TextFormat } from './list-format.ts'
import type { Entries, Entry } from './output-budget.ts'
import { componentOutputs } from './output-names.ts'

/** The outputs that hold lists of files. */
export type FileLists = {
  readonly entries: Entries
  /** Names of the outputs that name a file instead of holding the list. */
  readonly spilled: readonly string[]
}

/**
 * The files of each component in the given format. With `nul-file` each list
 * is a file. Otherwise lists are outputs as long as `room` bytes are left, the
 * ones of fewest files first; the others are files too.
 */
export const fileLists = (
  selections: readonly Selection[],
  format: ListFormat,
  room: number,
  files: ListFiles,
): FileLists => {
  if (format === 'none') return { entries: [], spilled: [] }
  return format === 'nul-file'
    ? nulFiles(selections, files)
    : texts(selections, format, room, files)
}

/** Components without a file share one, which is empty: `xargs -0` can always read what the output names. */
const nulFiles = (selections: readonly Selection[], files: ListFiles): FileLists => {
  let empty: string | undefined
  const entries = selections.map((selection): Entry => {
    const { files: output } = componentOutputs(selection.component.name)
    if (selection.files.length > 0) {
      return [output, files.write(`${output}.nul`, textOf(selection, 'nul-file'))]
    }
    empty ??= files.write('empty.nul', '')
    return [output, empty]
  })
  return { entries, spilled: [] }
}

const texts = (
  selections: readonly Selection[],
  format: TextFormat,
  room: number,
  files: ListFiles,
): FileLists => {
  const entries: Entry[] = []
  const spilled: string[] = []
  const reserved = new Map(selections.map(({ component: { name } }) => [name, pathBytes(name)]))
  let left = [...reserved.values()].reduce((rest, bytes) => rest - bytes, room)
  // One text at a time: all of them together can be a thousand times the push.
  for (const selection of fewestFilesFirst(selections)) {
    const names = componentOutputs(selection.component.name)
    const text = textOf(selection, format)
    const more = outputBytes([[names.files, text]]) - (reserved.get(selection.component.name) ?? 0)
    if (more <= left) {
      left -= more
      entries.push([names.files, text])
      continue
    }
    spilled.push(names.filesPath)
    entries.push([names.filesPath, files.write(`${names.files}.${EXTENSIONS[format]}`, text)])
  }
  return { entries, spilled: spilled.toReversed() }
}

/** What the path of a list takes at most where the runner keeps its files: room that each list has from the start. */
const pathBytes = (component: string): number => {
  const { filesPath, files } = componentOutputs(component)
  return outputBytes([[filesPath, FOLDER + files]])
}
const FOLDER = '/'.repeat(150)

const EXTENSIONS: Readonly<Record<TextFormat, string>> = {
  json: 'json',
  'nul-file': 'nul',
  shell: 'txt',
  csv: 'csv',
  escape: 'txt',
}

const fewestFilesFirst = (selections: readonly Selection[]): readonly Selection[] =>
  selections.toSorted((one, other) => one.files.length - other.files.length)

const textOf = ({ files }: Selection, format: TextFormat): string =>
  listText(
    files.map(({ path }) => path),
    format,
  )
