import { computed, customRef, readonly, type Ref, shallowRef, watch } from 'vue'
import { api, asProblem } from '@/platform'
import type { Settings, Theme } from '@/platform/bindings'
import { setLanguage } from '@/locales'
import { notify } from './notices'

const SAVE_AFTER_MS = 400

const current = shallowRef<Settings>({
  theme: 'system',
  language: '',
  density: 'comfortable',
  layout: {},
})

/** The theme that the command line asked for; it is never saved. */
const themeForThisRun = shallowRef<Theme | null>(null)

/** What a person has set. */
export const settings = readonly(current)

/** The theme that is shown. */
export const theme = computed(() => themeForThisRun.value ?? current.value.theme)

let timer: ReturnType<typeof setTimeout> | undefined

function saveSoon(): void {
  clearTimeout(timer)
  timer = setTimeout(() => void save(), SAVE_AFTER_MS)
}

async function save(): Promise<void> {
  clearTimeout(timer)
  timer = undefined
  try {
    await api.setSettings(current.value)
  } catch (error) {
    notify(asProblem(error))
  }
}

/** What is not yet saved is saved before the window goes. */
export function saveNow(): void {
  if (timer !== undefined) void save()
}

/** Changes some of the settings, and keeps them. */
export function updateSettings(patch: Partial<Omit<Settings, 'layout'>>): void {
  if (patch.theme) themeForThisRun.value = null
  current.value = { ...current.value, ...patch }
  saveSoon()
}

/** One remembered thing of the window's layout, kept over restarts. */
export function layout<T>(key: string, initial: T): Ref<T> {
  return customRef<T>(() => ({
    get: () => (key in current.value.layout ? (current.value.layout[key] as T) : initial),
    set: (value) => {
      if (JSON.stringify(current.value.layout[key]) === JSON.stringify(value)) return
      current.value = { ...current.value, layout: { ...current.value.layout, [key]: value } }
      saveSoon()
    },
  }))
}

/** Takes over what the engine kept. */
export function adoptSettings(kept: Settings, theme: Theme | null): void {
  current.value = { ...kept, layout: kept.layout ?? {} }
  themeForThisRun.value = theme
}

/** Looks like this until the window closes, or a person sets a theme. */
export function wearTheme(theme: Theme): void {
  themeForThisRun.value = theme
}

/** Keeps the document's look in step with the settings. */
export function applySettings(): void {
  const root = document.documentElement
  watch(
    theme,
    (now) => {
      if (now === 'system') root.removeAttribute('data-theme')
      else root.setAttribute('data-theme', now)
    },
    { immediate: true },
  )
  watch(
    () => current.value.density,
    (density) => root.setAttribute('data-density', density),
    { immediate: true },
  )
  watch(() => current.value.language, setLanguage, { immediate: true })
}
