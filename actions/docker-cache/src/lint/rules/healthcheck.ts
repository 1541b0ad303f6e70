import { type Rule, remark } from '../rule.ts'

/** Without a check an engine takes a service that hangs for one that works. */
export const noHealthcheck: Rule = {
  id: 'no-healthcheck',
  check: ({ facts, shipped }) => {
    const expose = shipped.findLast(({ instruction }) => instruction.name === 'EXPOSE')
    const checked = shipped.some(({ instruction }) => instruction.name === 'HEALTHCHECK')
    if (!facts.expectsHealthcheck || !expose || checked) return []
    const [port = '8080'] = /\d+/.exec(expose.text ?? '') ?? []
    return [
      remark(
        expose.instruction,
        `The image is a service on port ${port} without HEALTHCHECK, so one that hangs counts as running.`,
        `Write \`HEALTHCHECK --interval=10s --timeout=3s CMD wget -qO- http://127.0.0.1:${port}/health || exit 1\`, or \`HEALTHCHECK NONE\` when something else checks it.`,
      ),
    ]
  },
}
