import { type Rule, remark } from '../rule.ts'
import type { CheckedInstruction, Subject } from '../subject.ts'

/**
 * Official images that start as root and leave it so. Not those of servers
 * that give up root by themselves, such as nginx, and none whose user varies.
 */
const ROOT_IMAGES =
  /^(?:(?:docker\.io\/|public\.ecr\.aws\/docker\/)?(?:library\/)?)(?:alpine|amazonlinux|busybox|bun|centos|debian|deno|eclipse-temurin|fedora|golang|gradle|maven|node|openjdk|php|python|ruby|rust|ubuntu)(?:[:@]|$)/

/** Programs that start as root and go on as somebody else, and process supervisors that do. */
const GIVES_UP_ROOT =
  /\b(?:gosu|su-exec|setpriv|runuser|chroot|s6-\w+|supervisord?|su)\b|entrypoint|\/init\b|\.sh\b/

/** A container that is broken into has the rights of its user. */
export const rootUser: Rule = {
  id: 'root-user',
  check: (subject) => {
    const start = subject.shipped.findLast(({ instruction: { name } }) =>
      /^(?:CMD|ENTRYPOINT)$/.test(name),
    )
    if (!start || givesUpRoot(subject)) return []
    const user = subject.shipped.findLast(({ instruction }) => instruction.name === 'USER')
    if (user ? !isRoot(user.text) : !startsAsRoot(subject)) return []
    return [
      remark(
        (user ?? start).instruction,
        `The container runs as root${user ? '' : ', as no USER is set'}. Whoever breaks into the program then owns the container.`,
        'Write `USER 10001:10001` (any number but 0) before CMD, and give that user the files that it has to write with `COPY --chown`.',
      ),
    ]
  },
}

const isRoot = (text: string | undefined): boolean => /^(?:0|root)(?::|$)/.test(text ?? '')

const givesUpRoot = ({ shipped }: Subject): boolean =>
  shipped.some(
    ({ instruction: { name, text, heredocs } }) =>
      /^(?:CMD|ENTRYPOINT|RUN)$/.test(name) &&
      (name === 'RUN' ? /\b(?:gosu|su-exec)\b/ : GIVES_UP_ROOT).test(
        [text, ...heredocs.map(({ content }) => content)].join('\n'),
      ),
  )

const startsAsRoot = ({ chain, facts }: Subject): boolean => {
  const base = chain[0]?.base
  if (base?.kind === 'scratch') return true
  if (facts.baseUser !== undefined) return facts.baseUser === '' || isRoot(facts.baseUser)
  return base?.kind === 'image' && ROOT_IMAGES.test(base.reference)
}

/** Whether an instruction surely runs as another user than root. */
export const runsAsOther = (
  { stage, instruction }: CheckedInstruction,
  { built }: Subject,
): boolean => {
  const users = built.filter(
    (other) =>
      other.stage.index === stage.index &&
      other.instruction.name === 'USER' &&
      other.instruction.line < instruction.line,
  )
  const user = users.at(-1)?.text
  return user !== undefined && !isRoot(user)
}
