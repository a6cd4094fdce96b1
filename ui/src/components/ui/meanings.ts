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

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/**
 * What the words of a filter may stand for: `halted` for a state, in the person's language. The
 * engine, which knows no language, looks for these beside the words themselves.
 */
export function useMeanings(): (filter: string) => Record<string, string[]> {
  const told = useWords()

  return function meanings(filter) {
    const found: Record<string, string[]> = {}
    for (const word of filter.split(/\s+/).filter(Boolean).slice(0, MOST_WORDS)) {
      const wanted = plain(word)
      const keys = KEYS.filter((key) =>
        plain(told(key))
          .split(/[^\p{L}\p{N}]+/u)
          .some((part) => part === wanted || (wanted.length >= LEAST && part.startsWith(wanted))),
      )
      if (keys.length > 0) found[word] = keys
    }
    return found
  }
}
