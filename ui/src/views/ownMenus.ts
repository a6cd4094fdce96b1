import { onBeforeUnmount, onMounted } from 'vue'

const TEXT = 'input, textarea, [contenteditable]'

/** The web view's own menu goes back and reloads: it has no place but where text is edited. */
export function refuseForeignMenu(event: Event): void {
  if (!(event.target instanceof Element && event.target.closest(TEXT))) event.preventDefault()
}

/** Of menus, the window shows its own. */
export function useOwnMenus(): void {
  onMounted(() => window.addEventListener('contextmenu', refuseForeignMenu))
  onBeforeUnmount(() => window.removeEventListener('contextmenu', refuseForeignMenu))
}
