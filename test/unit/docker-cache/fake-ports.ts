import type { Annotation, Log } from '@ci-kit/core/log'
import { neutral } from '@ci-kit/core/log'
import type { Workspace } from '@ci-kit/core/workspace'

/** A log that keeps what is printed, one entry a line, neutral as the runner's log is. */
export const memoryLog = () => {
  const printed: string[] = []
  const annotations: { level: string; text: string; at: Annotation }[] = []
  const annotate =
    (level: string) =>
    (text: string, at: Annotation = {}): void => {
      annotations.push({ level, text, at })
    }
  const log: Log = {
    info: (text) => void printed.push(...neutral(text).split('\n')),
    debug: () => {},
    notice: annotate('notice'),
    warning: annotate('warning'),
    error: annotate('error'),
    group: (title) => void printed.push(`> ${neutral(title)}`),
    endGroup: () => void printed.push('<'),
  }
  return { log, printed, annotations }
}

/** A checkout that holds these files and the folders above them. */
export const memoryWorkspace = (...files: string[]): Workspace => ({
  kindOf: (path) => {
    const wanted = path.replace(/^\.\/|\/$/g, '')
    if (files.includes(wanted)) return 'file'
    const isFolder = wanted === '.' || files.some((file) => file.startsWith(`${wanted}/`))
    return isFolder ? 'folder' : undefined
  },
})
