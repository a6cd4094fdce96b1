// uPlot makes a number format of `navigator.language` when it is loaded. Under the locale C, WebKitGTK says "C"
// there, which is no language, and nothing of uPlot would be there. So this is loaded before it.
try {
  new Intl.NumberFormat(navigator.language)
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en', configurable: true })
}

export {}
