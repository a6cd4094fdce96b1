import { computed, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'

import { useWords } from './words'

// One clock for every relative time in the window.
const now = shallowRef(Date.now())
setInterval(() => {
  now.value = Date.now()
}, 5_000)

const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const
/** So many seconds may have gone since the clock last moved. */
const LATE = 5
const KNOWN_STEPS: [number, Intl.RelativeTimeFormatUnit][] = [
  [86_400 * 365, 'year'],
  [86_400 * 30, 'month'],
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
]

/** What the platform knows of a language's numbers and times. */
function formatsOf(locale: string) {
  const number = (options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options)
  const date = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options)
  return {
    // Four figures need no mark between them: an MTU, a year, a number of VMs.
    whole: number({ maximumFractionDigits: 0, useGrouping: 'min2' }),
    tenths: number({ maximumFractionDigits: 1 }),
    percent: number({ style: 'percent', maximumFractionDigits: 0 }),
    relative: new Intl.RelativeTimeFormat(locale, { numeric: 'always', style: 'short' }),
    date: date({ dateStyle: 'medium' }),
    dateTime: date({ dateStyle: 'medium', timeStyle: 'medium' }),
    minute: date({ dateStyle: 'medium', timeStyle: 'short' }),
    time: date({ timeStyle: 'medium' }),
  }
}

// To make one takes longer than to draw a row, and every value on the screen asks for them.
const known = new Map<string, ReturnType<typeof formatsOf>>()

/** Numbers, sizes and times as the language writes them. */
export function useFormat() {
  const { t, locale } = useI18n()
  const word = useWords()

  const formats = computed(() => {
    const made = known.get(locale.value) ?? formatsOf(locale.value)
    known.set(locale.value, made)
    return made
  })

  /** A number with its unit, which stands behind it in every language. */
  function sized(value: string, unit: string): string {
    return `${value} ${word(`ui.unit.${unit}`)}`
  }

  /** A size in binary units. */
  function bytes(value: number): string {
    let unit = 0
    let rest = value
    while (rest >= 1024 && unit < BINARY.length - 1) {
      rest /= 1024
      unit += 1
    }
    const shown = rest >= 100 || unit === 0 ? formats.value.whole : formats.value.tenths
    return sized(shown.format(rest), BINARY[unit] ?? '')
  }

  /** A rate in bits a second, decimal units as network people write them. */
  function speed(bits: number): string {
    const [divisor, unit] = bits >= 1e9 ? [1e9, 'Gbit'] : bits >= 1e6 ? [1e6, 'Mbit'] : [1e3, 'kbit']
    return sized(formats.value.tenths.format(bits / (divisor as number)), unit as string)
  }

  /** How long, in its two greatest units: `3 d 4 h`. */
  function duration(seconds: number): string {
    const s = Math.max(0, Math.round(seconds))
    const parts: [number, string][] = [
      [Math.floor(s / 86_400), 'd'],
      [Math.floor((s % 86_400) / 3_600), 'h'],
      [Math.floor((s % 3_600) / 60), 'min'],
      [s % 60, 's'],
    ]
    const first = parts.findIndex(([count]) => count > 0)
    if (first === -1) return sized('0', 's')
    return parts
      .slice(first, first + 2)
      .filter(([count], index) => index === 0 || count > 0)
      .map(([count, unit]) => sized(formats.value.whole.format(count), unit))
      .join(' ')
  }

  /** How long ago (or until when), ticking by itself. */
  function ago(unixSeconds: number): string {
    const seconds = unixSeconds - now.value / 1000
    for (const [step, unit] of KNOWN_STEPS) {
      // Whole ones, as durations are written: three and a half days ago are three. (The clock may be late.)
      const whole = Math.floor((Math.abs(seconds) + LATE) / step)
      if (whole > 0) return formats.value.relative.format(seconds < 0 ? -whole : whole, unit)
    }
    if (Math.abs(seconds) < 10) return t('ui.justNow')
    return formats.value.relative.format(Math.round(seconds / 5) * 5, 'second')
  }

  return {
    bytes,
    speed,
    duration,
    ago,
    /** A number of things. */
    count: (value: number) => formats.value.whole.format(value),
    /** A share, 0 to 1. */
    percent: (ratio: number) => formats.value.percent.format(ratio),
    /** A day. */
    date: (unixSeconds: number) => formats.value.date.format(unixSeconds * 1000),
    /** A moment, to the minute: where there is little room. */
    minute: (unixSeconds: number) => formats.value.minute.format(unixSeconds * 1000),
    /** A moment. */
    dateTime: (unixSeconds: number) => formats.value.dateTime.format(unixSeconds * 1000),
    /** A time of day. */
    time: (unixSeconds: number) => formats.value.time.format(unixSeconds * 1000),
  }
}

/** The moment now in Unix milliseconds, moving every five seconds. */
export function useNow() {
  return now
}
