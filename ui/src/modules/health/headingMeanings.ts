import en from '@/locales/en/objects.json'
import { useWords } from '@/components/ui/words'

const RULES = Object.keys(en.healthRule)
const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** For words of a filter, the rules whose headings have them in them: the engine knows no language. */
export function useHeadingMeanings(): (filter: string) => Record<string, string[]> {
  const word = useWords()

  return function meanings(filter) {
    const words = plain(filter).split(/\s+/).filter(Boolean)
    const found = words.map((part) => [part, RULES.filter((rule) => plain(word(`healthRule.${rule}`)).includes(part))] as const)
    return Object.fromEntries(found.filter(([, rules]) => rules.length > 0))
  }
}
