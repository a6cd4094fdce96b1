import { onMounted } from 'vue'
import { useI18n } from 'vue-i18n'

import { requestOn } from '@/modules/requestJob'
import { onFilesDropped } from '@/platform'
import type { ObjectKey } from '@/platform/bindings'
import { notifyDone } from '@/stores/notices'
import { selection } from '@/stores/selection'

/** What takes an exported VM. */
const TAKES_VMS = new Set(['pool', 'host', 'SR'])

/** Where what is dropped goes: what is selected, if it takes that; else nobody knows. */
export function targetOf(selected: readonly ObjectKey[]): ObjectKey | null {
  const [only, second] = selected
  return only && !second && TAKES_VMS.has(only.class) ? only : null
}

/** Which of these files hold exported VMs, by their names: what is in them is looked at when they are imported. */
export function exportsAmong(files: readonly string[]): string[] {
  return files.filter((file) => file.toLowerCase().endsWith('.xva'))
}

/** Opens the import of a file that is dropped on the window. */
export function useDroppedFiles(): void {
  const { t } = useI18n()

  function take(files: string[]): void {
    const [file] = exportsAmong(files)
    const target = targetOf(selection.objects.value)
    if (!file) notifyDone(t('drop.unknown'))
    else if (!target) notifyDone(t('drop.where'))
    else void requestOn('importVm', [target], { file })
  }

  onMounted(() => onFilesDropped(take))
}
