import type { ListKind } from '@/platform/bindings'

/**
 * The jobs of an object by which more comes into one of its lists: they stand beside the list's heading. Those that
 * are not offered for the object are left out.
 */
export const LIST_ACTS: Partial<Record<ListKind, readonly string[]>> = {
  disks: ['createDisk', 'attachDisk', 'attachConfigDrive', 'importDisk', 'uploadDisc'],
  vifs: ['addInterface'],
  gpus: ['giveGpu'],
  usbDevices: ['giveUsb'],
  pciDevices: ['setPciDevices'],
  snapshots: ['snapshot', 'checkpoint'],
  appliances: ['createAppliance'],
  schedules: ['createSchedule'],
  vms: ['editSchedule', 'runSchedule'],
  srs: ['createSr'],
  networks: ['createNetwork'],
  members: ['arrangeAppliance'],
  messages: ['dismissOldMessages', 'setAlarms', 'setMail', 'testMail'],
}
