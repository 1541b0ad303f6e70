import { type Log, visible } from '@ci-kit/core/log'

/**
 * The log of one of several builds that run side by side: each line begins
 * with its name, and nothing is folded, because the groups of two builds would
 * end up inside each other.
 */
export const namedLog = (log: Log, name: string): Log => {
  const start = `[${visible(name)}] `
  // It hides no command: what the runner looks for anywhere in a line, the log makes neutral.
  const marked = (text: string) => start + text.replaceAll(/\r\n|\r|\n/g, `\n${start}`)
  return {
    info: (text) => log.info(marked(text)),
    debug: (text) => log.debug(marked(text)),
    notice: (text, at) => log.notice(marked(text), at),
    warning: (text, at) => log.warning(marked(text), at),
    error: (text, at) => log.error(marked(text), at),
    group: (title) => log.info(marked(title)),
    endGroup: () => {},
  }
}
