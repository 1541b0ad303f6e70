/**
 * @typedef {object} StepText
 * @property {string} title what, such as `node modules`
 * @property {string} why what is about to happen and for which reason
 * @property {string} [usually] how long it takes as a rule, such as `15 s`
 */

/**
 * @typedef {object} Output where progress goes; standard error unless a test says otherwise
 * @property {(text: string) => unknown} write
 * @property {boolean} [isTTY]
 */

const tickMs = { terminal: 1_000, plain: 15_000 }

/**
 * @param {number} ms
 * @returns {string} such as `0.4 s` or `2 min 5 s`
 */
export const duration = (ms) => {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/**
 * One finished line, for a step that had nothing to do and for remarks.
 * @param {string} title
 * @param {string} text
 * @param {Output} [output]
 */
export const remark = (title, text, output = process.stderr) => {
  output.write(`  ${title}: ${text}\n`)
}

/**
 * Does a piece of work between a line that announces it and a line with its
 * real duration. A terminal shows the seconds that pass; elsewhere a line
 * every 15 seconds says that it goes on.
 * @template T
 * @param {StepText} text
 * @param {() => Promise<T>} work
 * @param {Output} [output]
 * @returns {Promise<T>}
 */
export const step = async ({ title, why, usually }, work, output = process.stderr) => {
  const started = performance.now()
  const passed = () => duration(performance.now() - started)
  const line = `… ${title}: ${why}${usually ? ` (usually ${usually})` : ''}`
  output.write(output.isTTY ? line : `${line}\n`)
  const tick = () =>
    output.write(output.isTTY ? `\r\x1b[K${line} ${passed()}` : `… ${title}: ${passed()} so far\n`)
  const timer = setInterval(tick, output.isTTY ? tickMs.terminal : tickMs.plain)
  const close = (/** @type {string} */ mark) =>
    output.write(`${output.isTTY ? '\r\x1b[K' : ''}${mark} ${title}: ${passed()}\n`)
  try {
    const result = await work()
    close('✓')
    return result
  } catch (error) {
    close('✗')
    throw error
  } finally {
    clearInterval(timer)
  }
}
