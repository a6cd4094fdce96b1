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
  quiet: false,
})

/** What this window remembers of itself, and what of it is not yet kept. */
const remembered = shallowRef<Record<string, unknown>>({})
let unkept: Record<string, unknown> = {}
let settingsChanged = false

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

/** The last save that was begun; those before it have ended when it has. */
let saving: Promise<void> = Promise.resolve()

function save(): Promise<void> {
  clearTimeout(timer)
  timer = undefined
  saving = saving.then(send)
  return saving
}

async function send(): Promise<void> {
  const changes = unkept
  unkept = {}
  try {
    if (settingsChanged) await api.setSettings(current.value)
    settingsChanged = false
    if (Object.keys(changes).length > 0) await api.setLayout(changes)
  } catch (error) {
    notify(asProblem(error))
  }
}

/** What is not yet saved is saved before the window goes; resolves when all is. */
export function saveNow(): Promise<void> {
  return timer === undefined ? saving : save()
}

/** Changes some of the settings, and keeps them. */
export function updateSettings(patch: Partial<Settings>): void {
  if (patch.theme) themeForThisRun.value = null
  current.value = { ...current.value, ...patch }
  settingsChanged = true
  saveSoon()
}

/** One remembered thing of the window's layout, kept over restarts. */
export function layout<T>(key: string, initial: T): Ref<T> {
  return customRef<T>(() => ({
    get: () => (key in remembered.value ? (remembered.value[key] as T) : initial),
    set: (value) => {
      if (JSON.stringify(remembered.value[key]) === JSON.stringify(value)) return
      remembered.value = { ...remembered.value, [key]: value }
      unkept[key] = value
      saveSoon()
    },
  }))
}

/** Takes over what the engine kept. */
export function adoptSettings(kept: Settings, layout: Record<string, unknown>, theme: Theme | null): void {
  current.value = kept
  remembered.value = layout
  themeForThisRun.value = theme
}

/** Looks as another window was told to. */
export function followSettings(settings: Settings): void {
  if (settings.theme !== current.value.theme) themeForThisRun.value = null
  current.value = settings
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
