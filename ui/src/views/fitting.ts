/** How what is typed is compared with what there is: words in any order, without case and accents. */
export function wordsOf(text: string): string[] {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().split(/[\s:…()]+/).filter(Boolean)
}

/** Words shorter than this have to be right. */
const FORGIVEN_FROM = 4

/** Whether a word is begun by another, or would be with one letter put right. */
export function fits(typed: string, word: string): boolean {
  if (word.includes(typed)) return true
  return typed.length >= FORGIVEN_FROM && isNear(typed, word.slice(0, typed.length))
}

/** Whether two words of one length differ by one letter, or by two that changed places. */
function isNear(a: string, b: string): boolean {
  if (a.length !== b.length) return false
  const differ = [...a].flatMap((letter, at) => (letter === b[at] ? [] : [at]))
  const [first = 0, second = 0] = differ
  if (differ.length < 2) return true
  return differ.length === 2 && second === first + 1 && a[first] === b[second] && a[second] === b[first]
}

/** Whether each word that was typed fits one of these. */
export function fitsAll(typed: string[], words: string[]): boolean {
  return typed.every((one) => words.some((word) => fits(one, word)))
}

/** What was typed, as something to do and what to do it to. */
export interface Order {
  /** The words of the object. */
  object: string
}

/** Reads `shut down web-01`, or `web-01 shut`, as the verb and the rest; null where no verb begins or ends it. */
export function orderOf(typed: string, verb: string): Order | null {
  const words = typed.trim().split(/\s+/)
  const own = wordsOf(verb)
  const isVerb = (word: string) => own.some((one) => one.startsWith(word.toLowerCase()) && word.length > 1)
  let from = 0
  while (from < words.length - 1 && isVerb(words[from] ?? '')) from += 1
  let to = words.length
  if (from === 0) while (to > 1 && isVerb(words[to - 1] ?? '')) to -= 1
  const said = words.length - (to - from)
  return said > 0 ? { object: words.slice(from, to).join(' ') } : null
}

/** No longer text is tried. */
const MOST_SWAPPED = 16

/** The text with each two neighbouring letters changed about. */
export function swapped(text: string): string[] {
  if (text.length < FORGIVEN_FROM || text.length > MOST_SWAPPED) return []
  return [...text].slice(1).flatMap((letter, at) => {
    const before = text[at] ?? ''
    return letter === before ? [] : [text.slice(0, at) + letter + before + text.slice(at + 2)]
  })
}
