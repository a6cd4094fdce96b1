import { afterEach, expect, it } from 'vitest'

import AddServerDialog from '@/modules/connection/AddServerDialog.vue'
import { closeModals, modals } from '@/stores/modals'
import { goHome, selection } from '@/stores/selection'

import { openAddress } from './addresses'
import CommandPalette from './CommandPalette.vue'
import SettingsDialog from './SettingsDialog.vue'
import ShortcutsDialog from './ShortcutsDialog.vue'

afterEach(() => {
  closeModals()
  goHome()
})

it.each([
  ['/settings', SettingsDialog, {}],
  ['/shortcuts', ShortcutsDialog, {}],
  ['/add', AddServerDialog, {}],
  ['/search', CommandPalette, { text: '' }],
  ['/search/shut%20down%20web-01', CommandPalette, { text: 'shut down web-01' }],
])('%s opens its dialog above the place where one is', (address, component, props) => {
  openAddress('/at/c1/vm/x/disks')
  expect(openAddress(address)).toBe(true)
  expect(modals.value.map((modal) => [modal.component, modal.props()])).toEqual([[component, props]])
  expect(selection.address.value).toBe('/at/c1/vm/x/disks')
})

it.each(['/nothing', '/search/%zz', 'settings', '', '/constructor'])('%j leads nowhere', (address) => {
  expect(openAddress(address)).toBe(false)
  expect(modals.value).toEqual([])
  expect(selection.address.value).toBe('/')
})
