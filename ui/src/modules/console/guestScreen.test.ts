import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import type { ConsoleKeys } from '@/platform/bindings'

import { GuestScreen } from './guestScreen'

/** The server's end of a stream: what it was sent, and what it says. */
class Stream extends EventTarget {
  binaryType = 'arraybuffer'
  protocol = 'binary'
  readyState = 1
  onopen = null
  onclose: ((event: object) => void) | null = null
  onerror = null
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null
  sent: number[][] = []

  send(bytes: Uint8Array): void {
    this.sent.push([...bytes])
  }
  close(): void {
    this.readyState = 3
  }
  says(...bytes: (number | string | number[])[]): void {
    const flat = bytes.flatMap((one) => (typeof one === 'string' ? [...one].map((c) => c.charCodeAt(0)) : one))
    const data = new Uint8Array(flat).buffer
    this.dispatchEvent(Object.assign(new Event('message'), { data }))
    this.onmessage?.({ data })
  }
  /** Messages of one type since the last look. */
  take(type: number): number[][] {
    const found = this.sent.filter(([first]) => first === type)
    this.sent = []
    return found
  }
}

const u16 = (value: number) => [value >> 8, value & 0xff]
const u32 = (value: number) => [...u16(value >>> 16), ...u16(value & 0xffff)]
const rect = (x: number, y: number, w: number, h: number, encoding: number) =>
  [...u16(x), ...u16(y), ...u16(w), ...u16(h), ...u32(encoding >>> 0)]
const update = (...rects: number[][]) => [0, 0, ...u16(rects.length), ...rects.flat()]
const PIXEL_FORMAT = [32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0]
const EXTENDED_KEYS = update(rect(0, 0, 64, 48, -258))
const ONE_PIXEL = [...update(rect(0, 0, 1, 1, 0)), 1, 2, 3, 4]

function open(keys: ConsoleKeys = 'asOffered', width = 64, height = 48) {
  const target = document.createElement('div')
  document.body.append(target)
  const stream = new Stream()
  const screen = new GuestScreen(target, stream as unknown as WebSocket, keys)
  const refused: string[] = []
  screen.addEventListener('unreadable', ({ detail }) => refused.push(detail.why))
  const ended = vi.fn()
  screen.addEventListener('disconnect', ended)
  stream.says('RFB 003.008\n')
  stream.says([1, 1])
  stream.says(u32(0))
  stream.says(u16(width), u16(height), PIXEL_FORMAT, u32(4), 'QEMU')
  return { screen, stream, refused, ended, canvas: target.querySelector('canvas') }
}

vi.stubGlobal('ImageData', class {
  constructor(readonly data: Uint8ClampedArray, readonly width: number, readonly height: number) {}
})

let paint: typeof HTMLCanvasElement.prototype.getContext
beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  paint = HTMLCanvasElement.prototype.getContext
  HTMLCanvasElement.prototype.getContext = () => new Proxy({}, { get: () => () => ({ data: [] }), set: () => true }) as never
})
afterEach(() => {
  HTMLCanvasElement.prototype.getContext = paint
  document.body.innerHTML = ''
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('keys', () => {
  const KEY_A = [0x61, 'KeyA'] as const

  it('are extended events where the server offers them', () => {
    const { screen, stream } = open()
    stream.says(EXTENDED_KEYS)
    screen.sendKey(...KEY_A, true)
    expect(stream.take(255)).toEqual([[255, 0, 0, 1, ...u32(0x61), ...u32(0x1e)]])
    screen.sendKey(0xffff, 'Delete', false)
    expect(stream.take(255)).toEqual([[255, 0, 0, 0, ...u32(0xffff), ...u32(0xd3)]])
  })

  it('are keysyms where it does not', () => {
    const { screen, stream } = open()
    screen.sendKey(...KEY_A, true)
    expect(stream.take(4)).toEqual([[4, 1, 0, 0, ...u32(0x61)]])
  })

  it('are XenServer’s scan codes where what is offered does not work', () => {
    const { screen, stream } = open('scanCodes')
    stream.says(EXTENDED_KEYS)
    screen.sendKey(...KEY_A, true)
    screen.sendKey(0xffe4, 'ControlRight', false)
    expect(stream.take(254)).toEqual([[254, 1, 0, 0, ...u32(0x1e)], [254, 0, 0, 0, ...u32(0x9d)]])
  })

  it('are not preceded by a lock key, whatever the server says of its lamps', () => {
    const { canvas, stream } = open()
    stream.says(EXTENDED_KEYS)
    stream.says(update(rect(0, 0, 1, 1, -261)), [0])
    stream.take(255)
    canvas?.dispatchEvent(new KeyboardEvent('keydown', { code: 'KeyA', key: 'a', modifierNumLock: true, modifierCapsLock: true }))
    expect(stream.take(255)).toEqual([[255, 0, 0, 1, ...u32(0x61), ...u32(0x1e)]])
  })

  it('go to a guest that composes for itself, where the key here is a dead one', () => {
    const { canvas, stream } = open()
    stream.says(EXTENDED_KEYS)
    stream.take(255)
    canvas?.dispatchEvent(new KeyboardEvent('keydown', { code: 'BracketLeft', key: 'Dead' }))
    expect(stream.take(255)).toEqual([[255, 0, 0, 1, ...u32(0), ...u32(0x1a)]])
  })
})

describe('a picture', () => {
  it('is asked for as soon as the last one is drawn', () => {
    const { stream, screen } = open()
    const drawn = vi.fn()
    screen.addEventListener('drawn', drawn)
    stream.says(EXTENDED_KEYS)
    expect(drawn).not.toHaveBeenCalled()
    stream.take(3)
    stream.says(ONE_PIXEL)
    expect(drawn).toHaveBeenCalledOnce()
    expect(stream.take(3)).toEqual([[3, 1, 0, 0, 0, 0, ...u16(64), ...u16(48)]])
    expect(screen.figures()).toMatchObject({ frames: 1, encoding: 0, width: 64, height: 48 })
  })

  it('is not asked for while nobody sees it, and is whole when somebody does', () => {
    const { stream, screen } = open()
    screen.every = Infinity
    stream.take(3)
    stream.says(ONE_PIXEL)
    vi.advanceTimersByTime(60_000)
    expect(stream.take(3)).toEqual([])
    screen.every = 0
    expect(stream.take(3)).toEqual([[3, 0, 0, 0, 0, 0, ...u16(64), ...u16(48)]])
    stream.says(ONE_PIXEL)
    expect(stream.take(3)).toHaveLength(1)
  })

  it('comes at a pace where there are many', () => {
    const { stream, screen } = open()
    screen.every = 2000
    stream.take(3)
    stream.says(ONE_PIXEL)
    vi.advanceTimersByTime(1999)
    expect(stream.take(3)).toEqual([])
    vi.advanceTimersByTime(1)
    expect(stream.take(3)).toHaveLength(1)
  })

  it('of another size does not make it ask for what the server does not know', () => {
    const { stream, screen } = open()
    screen.every = Infinity
    stream.says(ONE_PIXEL)
    stream.says(update(rect(0, 0, 32, 16, -223)))
    expect(stream.take(150)).toEqual([])
    expect(screen.figures()).toMatchObject({ width: 32, height: 16 })
  })
})

describe('what is no screen', () => {
  function refuses(what: RegExp, ...bytes: (number | string | number[])[]): void {
    const { stream, refused, ended } = open()
    stream.says(...bytes)
    expect(refused).toHaveLength(1)
    expect(refused[0]).toMatch(what)
    expect(ended).toHaveBeenCalledOnce()
  }

  it('ends the stream: garbage', () => refuses(/type 119/, 'what'))
  it('ends the stream: an encoding that nobody knows', () => refuses(/encoding/, update(rect(0, 0, 1, 1, 4711))))
  it('ends the stream: a rectangle outside', () => refuses(/60, 0 of 5 × 1/, update(rect(60, 0, 5, 1, 0))))
  it('ends the stream: a screen of 32k × 32k', () => refuses(/32768 × 32768/, update(rect(0, 0, 32768, 32768, -223))))
  it('ends the stream: a huge pointer', () => refuses(/pointer of 60000/, update(rect(0, 0, 60000, 60000, -239))))
  it('ends the stream: an endless clipboard', () => refuses(/clipboard/, [3, 0, 0, 0], u32(0x7fffffff)))
  it('ends the stream: an endless clipboard of the other kind', () => refuses(/clipboard/, [3, 0, 0, 0], u32(0x80000001)))
  it('ends the stream: an endless name', () => refuses(/name/, update(rect(0, 0, 0, 0, -307)), u32(0x70000000)))

  it('is refused before the first picture, too', () => {
    const { refused, ended } = open('asOffered', 32768, 32768)
    expect(refused[0]).toMatch(/32768 × 32768/)
    expect(ended).toHaveBeenCalledOnce()
  })
})
