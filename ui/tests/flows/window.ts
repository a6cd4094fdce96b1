/** The whole window over the real engine with simulated pools, for tests. */
import { mount, type VueWrapper } from '@vue/test-utils'
import App from '@/App.vue'
import { i18n } from '@/locales'
import { preloadTabs } from '@/modules/objectTypes'
import { api, useHost } from '@/platform'
import type { ConnectionId, ConnectionView, ObjectKey } from '@/platform/bindings'
import { socketHost } from '@/platform/socket'
import { connections } from '@/stores/connections'
import { closeModals } from '@/stores/modals'
import { clearNotices, toasts } from '@/stores/notices'
import { history } from '@/stores/selection'
import { saveNow } from '@/stores/settings'
import { begin } from '@/stores/startup'
import { forgetSharedViews } from '@/stores/view'
import { type Reach, type Serve, startServe } from './serve'

const open: VueWrapper[] = []
let host: ReturnType<typeof socketHost> | undefined

const SETTINGS = { theme: 'system' as const, density: 'comfortable' as const, language: 'en', quiet: false }

/** Opens the window, with nothing remembered, or as it was when it was closed. */
export async function openWindow(on: Serve, how: 'anew' | 'as it was' = 'anew'): Promise<VueWrapper> {
  await closeWindows()
  await preloadTabs()
  host = socketHost(on.url)
  useHost(host)
  if (how === 'anew') {
    await api.setSettings(SETTINGS)
    const { layout } = await api.startup()
    await api.setLayout(Object.fromEntries(Object.keys(layout).map((key) => [key, null])))
  }
  await begin()
  history.forget()
  const wrapper = mount(App, { global: { plugins: [i18n] }, attachTo: document.body })
  open.push(wrapper)
  await settled()
  return wrapper
}

/** Closes every window, and forgets what the stores remember. */
export async function closeWindows(): Promise<void> {
  closeModals()
  // What was remembered has to be with the engine before another window asks for it.
  if (host) await saveNow()
  for (const wrapper of open.splice(0)) wrapper.unmount()
  clearNotices()
  toasts.value = []
  forgetSharedViews()
  document.body.innerHTML = ''
  await settled(0)
  host?.close()
  host = undefined
}

const started: Serve[] = []

/** Starts an engine of this test's own. */
export async function serve(...options: string[]): Promise<Serve> {
  const one = await startServe(...options)
  started.push(one)
  return one
}

/** Closes the windows and ends those engines. */
export async function endAll(): Promise<void> {
  await closeWindows()
  for (const one of started.splice(0)) one.stop()
}

/** The connections at addresses of that pool. */
export function connectionTo(pool: Reach): ConnectionView | undefined {
  return connections.value.find(({ address }) => pool.address.endsWith(address.replace(/^https:\/\//, '')))
}

/** Adds a pool and trusts its certificate, without the window; waits until it is live. */
export async function addPool(pool: Reach): Promise<ConnectionId> {
  const { address, user, password, fingerprint } = pool
  const id = await api.addConnection({ kind: 'pool', address, user, password, otp: null, keep: 'keyring', readOnly: false })
  const state = () => connections.value.find((one) => one.id === id)?.state
  await until('the certificate', () => state()?.is === 'certificate')
  await api.answerCertificate(id, fingerprint, 'always')
  await until('the pool live', () => state()?.is === 'live')
  return id
}

/** An object by its name, as soon as a pool has it. */
export async function find(name: string): Promise<ObjectKey> {
  let found: ObjectKey | undefined
  const look = async () => {
    found = (await api.search(name, 1).catch(() => [])).find((hit) => hit.name === name)?.object
  }
  await until(name, () => {
    if (!found) void look()
    return found
  })
  return found as ObjectKey
}

/** Waits until what was asked of the world is on screen. */
export async function settled(ms = 60): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms))
}

/** Waits until something is so; fails with its name when it does not come. */
export async function until<T>(what: string, find: () => T | null | undefined | false, ms = 45_000): Promise<T> {
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
