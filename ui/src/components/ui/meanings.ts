import en from '@/locales/en/objects.json'
import enApp from '@/locales/en/app.json'

import { useWords } from './words'

/** The words that rows show for what the engine tells by a key. */
const KEYS = [
  ...Object.keys(enApp.status).map((id) => `status.${id}`),
  ...Object.keys(en.operation).map((id) => `operation.${id}`),
  ...Object.keys(en.term).map((id) => `term.${id}`),
]
/** Fewer letters begin too many words. */
const LEAST = 3
/** Nobody writes more. */
const MOST_WORDS = 8

/** What stands between quotes, as one; and what is between signs of the query language: `tools:missing`. */
const PHRASE = /"([^"]*)"/g
const SIGNS = /[\s()<>=:!"]+/

/** The parts of a filter that may be words of ours. */
function wordsOf(filter: string): Set<string> {
  const phrases = [...filter.matchAll(PHRASE)].map(([, phrase]) => phrase?.trim() ?? '')
  const others = filter.replace(PHRASE, ' ').split(SIGNS).map((word) => word.replace(/^-+/, ''))
  return new Set([...phrases, ...others].filter(Boolean))
}

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/**
 * What the words of a filter may stand for: `halted` for a state, in the person's language. The
 * engine, which knows no language, looks for these beside the words themselves.
 */
export function useMeanings(): (filter: string) => Record<string, string[]> {
  const told = useWords()

  return function meanings(filter) {
    const found: Record<string, string[]> = {}
    for (const word of [...wordsOf(filter)].slice(0, MOST_WORDS)) {
      const wanted = plain(word)
      const keys = KEYS.filter((key) => {
        const whole = plain(told(key))
        const parts = whole.split(/[^\p{L}\p{N}]+/u)
        return whole === wanted || parts.some((part) => part === wanted || (wanted.length >= LEAST && part.startsWith(wanted)))
      })
      if (keys.length > 0) found[word] = keys
    }
    return found
  }
}
