/* eslint @typescript-eslint/no-unused-vars: ["error", { "caughtErrors": "none" }] -- old browsers need the name */
// Before the first paint: the theme and the language that were chosen on this tablet.
;(function () {
  var root = document.documentElement
  try {
    var theme = localStorage.getItem('hinterland-theme')
    var dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
    root.dataset.theme = dark ? 'dark' : 'light'
    var language = localStorage.getItem('PARAGLIDE_LOCALE') || navigator.language || ''
    root.lang = language.toLowerCase().indexOf('zh') === 0 ? 'zh-CN' : 'en'
  } catch (unreadable) {
    root.dataset.theme = 'light'
  }
})()
