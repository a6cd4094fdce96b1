/** The whole window over a small fake world, for tests. */
import { mount, type VueWrapper } from '@vue/test-utils'
import App from '@/App.vue'
import { i18n } from '@/locales'
import { useHost } from '@/platform'
import { hostOf, World } from '@/platform/fake'
import { clearNotices, toasts } from '@/stores/notices'
import { closeDialog } from '@/stores/dialogs'
import { select } from '@/stores/selection'
import { begin } from '@/stores/startup'
import { forgetSharedViews } from '@/stores/view'

const open: VueWrapper[] = []

/** A world that answers at once. */
export function world(vms = 12): World {
  return new World({ answer: 0, step: 20, task: 100 }, vms)
}

/** Opens the window on it, with nothing remembered, or as it was when it was closed. */
export async function openWindow(on: World, how: 'anew' | 'as it was' = 'anew'): Promise<VueWrapper> {
  const { layout } = on.settings
  closeWindows()
  on.settings.layout = how === 'anew' ? {} : layout
  on.settings.language = 'en'
  useHost(hostOf(on))
  await begin()
  const wrapper = mount(App, { global: { plugins: [i18n] }, attachTo: document.body })
  open.push(wrapper)
  await settled()
  return wrapper
}

/** Closes every window, and what the stores remember. */
export function closeWindows(): void {
  for (const wrapper of open.splice(0)) wrapper.unmount()
  closeDialog()
  select([])
  clearNotices()
  toasts.value = []
  forgetSharedViews()
  document.body.innerHTML = ''
}

/** Waits until what was asked of the world is on screen. */
export async function settled(ms = 60): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms))
}

/** Waits until something is so; fails with its name when it does not come. */
export async function until<T>(what: string, find: () => T | null | undefined | false, ms = 15_000): Promise<T> {
  const end = Date.now() + ms
  for (;;) {
    const found = find()
    if (found) return found
    if (Date.now() > end) throw new Error(`${what} did not come; on screen: ${document.body.textContent?.slice(0, 400)}`)
    await settled(15)
  }
}

/** A button (or another role) by its accessible words. */
export function byText(selector: string, text: string): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>(selector)].find(
    (element) => element.textContent?.trim().includes(text) || element.getAttribute('aria-label') === text,
  )
}

/** Types into a field as a person would. */
export function fill(label: string, text: string): void {
  const name = [...document.querySelectorAll('label')].find((one) => one.textContent?.trim() === label)
  const field = document.getElementById(name?.htmlFor ?? '') as HTMLInputElement | null
  if (!field) throw new Error(`no field ${label}`)
  field.value = text
  field.dispatchEvent(new Event('input', { bubbles: true }))
}

/** Presses a key where the focus is, or on an element. */
export function press(key: string, more: KeyboardEventInit = {}, on: Element | null = document.activeElement): void {
  on?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }))
}
