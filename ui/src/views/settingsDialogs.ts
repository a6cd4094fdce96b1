import { openModal } from '@/stores/modals'
import SettingsDialog from './SettingsDialog.vue'
import ShortcutsDialog from './ShortcutsDialog.vue'

/** Shows what can be set. */
export function openSettings(): void {
  void openModal(SettingsDialog)
}

/** Shows every shortcut. */
export function openShortcuts(): void {
  void openModal(ShortcutsDialog)
}
