/** `--mount=type=cache,target=/root/.npm` as name `mount` and the text behind `=`; '' for a bare flag such as `--link`. */
export type Flag = { readonly name: string; readonly value: string }

/** A here-document of `RUN` or `COPY`; `expand` is false for a quoted delimiter. */
export type Heredoc = {
  readonly name: string
  readonly content: string
  readonly expand: boolean
}

/** One instruction with its continuation lines joined and comments between them dropped. */
export type Instruction = {
  /** Upper case, such as `RUN`; the inner one of `ONBUILD` is part of `text`. */
  readonly name: string
  /** First and last line in the file, from 1. */
  readonly line: number
  readonly endLine: number
  readonly flags: readonly Flag[]
  /** What follows name and flags, as written, variables not expanded. */
  readonly text: string
  readonly heredocs: readonly Heredoc[]
}

/** What a stage starts from, or what `COPY --from` and `--mount from=` name, after expansion. */
export type Source =
  | { readonly kind: 'scratch' }
  /** An earlier stage of this file, by its index. */
  | { readonly kind: 'stage'; readonly index: number }
  /** A named context of the build (`build-contexts`). */
  | { readonly kind: 'context'; readonly name: string }
  /** An image as written, such as `node:24`; not yet a full reference. */
  | { readonly kind: 'image'; readonly reference: string }
  /** A variable that cannot be known before the build. */
  | { readonly kind: 'unknown'; readonly text: string }

export type Stage = {
  readonly index: number
  /** Lower case; undefined for a stage without `AS`. */
  readonly name: string | undefined
  readonly from: Instruction
  readonly base: Source
  /** `--platform` of FROM as written. */
  readonly platform: string | undefined
  /** Everything behind FROM, in order. */
  readonly instructions: readonly Instruction[]
}

/** What a build gets besides its Dockerfile. */
export type Given = {
  readonly buildArgs: ReadonlyMap<string, string>
  /** Named contexts by their names; the values are what `--build-context` gets. */
  readonly buildContexts: ReadonlyMap<string, string>
  /** Target platform such as `linux/arm64`, for `TARGETPLATFORM` and its parts; unknown when left out. */
  readonly platform?: string | undefined
}

/** A whole-line comment, without `#` and the space around it. */
export type Comment = { readonly line: number; readonly text: string }

/** A parsed Dockerfile. */
export type Dockerfile = {
  readonly given: Given
  /** The character that escapes and continues a line. */
  readonly escapeToken: string
  /** The image of the frontend that reads this file instead of BuildKit's own. */
  readonly frontend: string | undefined
  /** Comments in order, without the parser directives. */
  readonly comments: readonly Comment[]
  /** Parser directives in lower case: `syntax`, `escape`, `check`. */
  readonly directives: ReadonlyMap<string, string>
  /** `ARG` before the first FROM. */
  readonly globalArgs: readonly Instruction[]
  readonly stages: readonly Stage[]
}
