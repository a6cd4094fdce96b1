import { useI18n } from 'vue-i18n'

// A row of a list says a dozen of them, and to look one up takes longer than to draw it.
const known = new Map<string, Map<string, string>>()

/** Sentences of ours without parameters, by their keys; for what may have none, what to say instead. */
export function useWords(): (key: string, otherwise?: string) => string {
  const { t, te, locale } = useI18n()

  return function word(key, otherwise = key) {
    const words = known.get(locale.value) ?? new Map<string, string>()
    known.set(locale.value, words)
    const told = words.get(key)
    if (told !== undefined) return told
    // English has them all.
    if (!te(key, 'en')) return otherwise
    const tells = t(key)
    words.set(key, tells)
    return tells
  }
}
