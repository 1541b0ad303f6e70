/** Trivy's levels; `none` for what is no line of its log, such as the trace of a crash. */
export type LogLevel = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL' | 'none'

/** One entry; hostile as everything that repeats names from an image. */
export type LogEntry = { readonly level: LogLevel; readonly text: string }

const ENTRY = /^\S+\t(DEBUG|INFO|WARN|ERROR|FATAL)\t(.*)$/s
const LONGEST_ENTRY = 8_000

/**
 * Reads what trivy wrote to standard error: `time LEVEL [part] message name="value"`,
 * separated by tabs (pkg/log/handler.go). Lines without a level belong to the
 * entry before them.
 */
export const trivyLog = (stderr: Uint8Array): readonly LogEntry[] => {
  const entries: { level: LogLevel; text: string }[] = []
  for (const line of Buffer.from(stderr)
    .toString('utf8')
    .split(/\r\n|\r|\n/)) {
    const [, level, text = ''] = ENTRY.exec(line) ?? []
    const last = entries.at(-1)
    if (level !== undefined)
      entries.push({ level: levelOf(level), text: text.slice(0, LONGEST_ENTRY) })
    else if (line.trim() === '') continue
    else if (last === undefined) entries.push({ level: 'none', text: line.slice(0, LONGEST_ENTRY) })
    else if (last.text.length < LONGEST_ENTRY)
      last.text += `\n${line.slice(0, LONGEST_ENTRY - last.text.length)}`
  }
  return entries.map(({ level, text }) => ({ level, text: text.replaceAll('\t', ' ') }))
}

const levelOf = (text: string): LogLevel => LEVELS.find((level) => level === text) ?? 'none'

const LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const

/**
 * What trivy says because of how it is started here: where its settings are,
 * that its own checks are used, and advice on flags that the author of a
 * workflow does not write.
 */
const EXPECTED = [
  /^Loaded file_path=/,
  /^\[secret\] (?:If your scanning is slow|Please see )/,
  /^\[checks-client\] No downloadable checks were loaded/,
  /^\[misconfig\] Falling back to embedded checks /,
  /^Provide a higher timeout value/,
  /^"--format \S+" disables security scanning/,
  /^Using severities from other vendors/,
  /^\[javadb\] The first run cannot skip downloading Java DB/,
]

/** Without what is only there because of the arguments. */
export const worthReading = (entries: readonly LogEntry[]): readonly LogEntry[] =>
  entries.filter(({ text }) => !EXPECTED.some((expected) => expected.test(text)))
