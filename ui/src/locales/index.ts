import { computed } from 'vue'
import { createI18n } from 'vue-i18n'
import enApp from './en/app.json'
import enObjects from './en/objects.json'
import enProblems from './en/problems.json'
import frApp from './fr/app.json'
import frObjects from './fr/objects.json'
import frProblems from './fr/problems.json'

/** The languages that are complete. */
export const LANGUAGES = ['en', 'fr'] as const
export type Language = (typeof LANGUAGES)[number]

/** Every sentence of the window, in each language. */
export const messages = {
  en: { ...enApp, ...enObjects, problem: enProblems },
  fr: { ...frApp, ...frObjects, problem: frProblems },
}

export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages,
  // In French, none is singular.
  pluralRules: { fr: (count) => (count < 2 ? 0 : 1) },
  missingWarn: false,
  fallbackWarn: false,
})

/** The language that is shown. */
export const language = computed<Language>(() => i18n.global.locale.value as Language)

/** The system's language, where we have it; else English. */
export function systemLanguage(): Language {
  const tags = navigator.languages.map((tag) => tag.slice(0, 2))
  return (tags.find((tag) => LANGUAGES.includes(tag as Language)) ?? 'en') as Language
}

/** Shows a language; empty: the system's. */
export function setLanguage(wish: string): void {
  const known = LANGUAGES.includes(wish as Language)
  i18n.global.locale.value = known ? (wish as Language) : systemLanguage()
  document.documentElement.lang = i18n.global.locale.value
}
