import { openAddServer } from '@/modules/connection/dialogs'
import { goTo } from '@/stores/selection'
import { openPalette } from './openPalette'
import { openSettings, openShortcuts } from './settingsDialogs'

/** The dialogs that have an address. They open above the place where one is, and are no step of its history. */
const DIALOGS = new Map<string, (rest: string) => void>([
  ['settings', openSettings],
  ['shortcuts', openShortcuts],
  ['add', openAddServer],
  ['search', openPalette],
])

/** Goes to a place or opens a dialog by its address (see `stores/addresses.ts`); false where there is none such. */
export function openAddress(address: string): boolean {
  if (goTo(address)) return true
  const [, name = '', rest = ''] = /^\/(\w+)(?:\/([^/]*))?$/.exec(address) ?? []
  const open = DIALOGS.get(name)
  if (!open) return false
  try {
    open(decodeURIComponent(rest))
    return true
  } catch {
    // A percent sign that encodes nothing.
    return false
  }
}
