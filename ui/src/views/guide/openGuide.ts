import { defineAsyncComponent } from 'vue'

import { modals, openModal } from '@/stores/modals'

import { whatIsShown } from './whatIsShown'

const GuideDialog = defineAsyncComponent(() => import('./GuideDialog.vue'))

/** Opens the guide where it tells of what is shown. Where it is open already, it stays as it is. */
export function openGuide(): void {
  if (modals.value.some(({ component }) => component === GuideDialog)) return
  const wanted = whatIsShown()
  void openModal(GuideDialog, () => ({ wanted }))
}
