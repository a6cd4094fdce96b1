import { onMounted } from 'vue'
import { useI18n } from 'vue-i18n'

import { requestFirstOf } from '@/modules/requestJob'
import { onFilesDropped } from '@/platform'
import type { Job, ObjectKey } from '@/platform/bindings'
import { notifyDone } from '@/stores/notices'
import { selection } from '@/stores/selection'

/** What takes files. */
const TAKES_FILES = new Set(['pool', 'host', 'SR'])

/** What a file is taken for by the end of its name, the likeliest first: what is in it is looked at by the form. */
const JOBS: Record<string, readonly Job[]> = {
  xva: ['importVm'],
  iso: ['uploadDisc'],
  img: ['importDisk', 'uploadDisc'],
  raw: ['importDisk'],
  vhd: ['importDisk'],
  vmdk: ['importDisk'],
  qcow2: ['importDisk'],
}

/** Where what is dropped goes: what is selected, if it takes that; else nobody knows. */
export function targetOf(selected: readonly ObjectKey[]): ObjectKey | null {
  const [only, second] = selected
  return only && !second && TAKES_FILES.has(only.class) ? only : null
}

/** What can be done with a file, by its name; nothing where it is of no kind that is known. */
export function jobsFor(file: string): readonly Job[] {
  const ending = /\.([^./\\]+)$/.exec(file)?.[1] ?? ''
  return JOBS[ending.toLowerCase()] ?? []
}

/** Opens the forms for files that are dropped on the window, one after the other. */
export function useDroppedFiles(): void {
  const { t } = useI18n()
  let before: Promise<void> = Promise.resolve()

  async function take(files: string[], target: ObjectKey): Promise<void> {
    for (const file of files) {
      if (!(await requestFirstOf(jobsFor(file), [target], { file }))) notifyDone(t('drop.where'))
    }
  }

  function dropped(all: string[]): void {
    const files = all.filter((file) => jobsFor(file).length > 0)
    const target = targetOf(selection.objects.value)
    if (files.length < all.length) notifyDone(t('drop.unknown'))
    if (files.length === 0) return
    if (!target) notifyDone(t('drop.where'))
    // What is dropped while others are asked about comes after them.
    else before = before.then(() => take(files, target))
  }

  onMounted(() => onFilesDropped(dropped))
}
