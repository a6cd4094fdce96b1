import { openModal } from '@/stores/modals'
import CommandPalette from './CommandPalette.vue'

/** Opens the box for everything, with something typed in already if so wished. */
export function openPalette(text = ''): void {
  void openModal(CommandPalette, () => ({ text }))
}
