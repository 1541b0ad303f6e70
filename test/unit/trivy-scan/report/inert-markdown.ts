/** The tags that the reports write themselves. */
const TAGS = /<\/?(?:code|details|summary)>|<br>|<!-- -->/g
const LINKS = /\[[^[\]]*\]\(https:\/\/[^\s()|<>[\]]*\)/g

/**
 * What in a report in Markdown is more than text, besides the tags, links and
 * tables that the reports write themselves; '' when there is none.
 */
export const activeParts = (markdown: string): string => {
  const text = markdown.replace(TAGS, '').replace(LINKS, '')
  const found = text.match(
    /[<>[\]`]|(?<!\*)\*(?!\*)|@\w|(?<!&)#\d|:\/\/|(?!\n)\p{Cc}|[\u2028\u2029\u202e]/gu,
  )
  return [...new Set([...(found ?? []), ...brokenRows(markdown)])].slice(0, 10).join(' ')
}

/** Rows with more or fewer cells than their header. */
const brokenRows = (markdown: string): readonly string[] =>
  markdown.split('\n\n').flatMap((block) => {
    const lines = block.split('\n')
    if (!/^\| -/.test(lines[1] ?? '')) return []
    const cells = (line: string) => line.split('|').length
    return lines.filter((line) => cells(line) !== cells(lines[0] ?? ''))
  })
