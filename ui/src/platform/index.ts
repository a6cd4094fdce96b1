/** The seam between the window and what is behind it. Nothing outside this folder knows Tauri. */
import { commands, type Message, type Problem } from './bindings'
import type { FileChoice, Host } from './host'

export type { FileChoice } from './host'

let host: Promise<Host> | undefined

/**
 * Inside the app this is Tauri. A plain browser in development is told by its address where `pooldeck-serve`
 * listens: `?serve=ws://127.0.0.1:PORT/TOKEN`. A production build leaves that one out.
 */
function behind(): Promise<Host> {
  host ??=
    import.meta.env.MODE === 'production' || '__TAURI_INTERNALS__' in window
      ? import('./tauri').then((module) => module.tauriHost)
      : import('./socket').then((module) => module.socketHost(new URLSearchParams(location.search).get('serve') ?? ''))
  return host
}

/** Puts another host behind the window (tests). */
export function useHost(other: Host): void {
  host = Promise.resolve(other)
}

/** Every command of the engine, typed. Each rejects with a `Problem`. */
export const api = commands(async (command, args) => (await behind()).call(command, args))

/** Begins to receive the engine's messages. */
export async function attach(
  receive: (message: Message) => void,
  receiveMetrics: (bytes: ArrayBuffer) => void,
): Promise<void> {
  return (await behind()).attach(receive, receiveMetrics)
}

/** Opens another window on the same engine, where there are windows. */
export async function openWindow(): Promise<void> {
  return (await behind()).openWindow?.()
}

/** The place whose console is all that this window shows; null in a window of the usual kind. */
export const consolePlace = new URLSearchParams(location.search).get('console')

/** Opens a window with nothing but the console of what is at a place. */
export async function openConsoleWindow(place: string): Promise<void> {
  return (await behind()).openConsoleWindow?.(place)
}

/** Lets the window fill the screen, where it can. */
export async function fillScreen(on: boolean): Promise<void> {
  return (await behind()).fillScreen?.(on)
}

/** Starts the desktop's own program for a machine; false where there is none for it. */
export async function openClient(way: 'ssh' | 'rdp', address: string): Promise<boolean> {
  return (await (await behind()).openClient?.(way, address)) ?? false
}

/** Keeps a file for the person; the answer says where. */
export async function saveFile(name: string, bytes: Uint8Array): Promise<string> {
  return (await (await behind()).saveFile?.(name, bytes)) ?? name
}

/** Whether files can be chosen in a dialog of the system. */
export async function canChooseFiles(): Promise<boolean> {
  return (await behind()).chooseFile !== undefined
}

/** Lets the person choose a file or a folder; null: none was. */
export async function chooseFile(choice: FileChoice): Promise<string | null> {
  return (await (await behind()).chooseFile?.(choice)) ?? null
}

/** Begins to tell which files are dropped on the window. */
export async function onFilesDropped(tell: (files: string[]) => void): Promise<void> {
  return (await behind()).onFilesDropped?.(tell)
}

/** Tells the desktop of something, once for each id, unless a window is in front. */
export async function tellDesktop(id: string, title: string, body: string): Promise<void> {
  return (await behind()).tell?.(id, title, body)
}

/** Ends the program, whatever runs. */
export async function quit(): Promise<void> {
  return (await behind()).quit?.()
}

/** Whatever was thrown, as a problem that can be shown. */
export function asProblem(error: unknown): Problem {
  if (typeof error === 'object' && error !== null && 'code' in error && 'params' in error) {
    return error as Problem
  }
  const text = error instanceof Error ? error.message : String(error)
  return { code: 'internal', params: {}, raw: [text] }
}

/** Puts text on the clipboard; false where the system refuses. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyBySelection(text)
  }
}

/** The old way, for web views that keep the clipboard API to themselves. */
function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea')
  area.value = text
  area.style.position = 'fixed'
  area.style.opacity = '0'
  document.body.append(area)
  area.select()
  try {
    return document.execCommand('copy')
  } catch {
    return false
  } finally {
    area.remove()
  }
}
