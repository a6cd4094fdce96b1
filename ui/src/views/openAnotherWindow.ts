import { asProblem, openWindow } from '@/platform'
import { notify } from '@/stores/notices'

/** Opens another window on the same servers. */
export function openAnotherWindow(): void {
  openWindow().catch((error: unknown) => notify(asProblem(error)))
}
