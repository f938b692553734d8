/* eslint @typescript-eslint/no-unused-vars: ["error", { "caughtErrors": "none" }] -- old browsers need the name */
// At the door, before the app and in the oldest syntax that could get here: what will not work on this
// browser, in words, before any record is made. Features are tried, never looked up by a browser's name.
;(function () {
  'use strict'

  var simd = [
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98,
    11,
  ]

  // Without one of these something a person counts on is missing.
  var needed = {
    modules: {
      works: function () {
        return 'noModule' in document.createElement('script')
      },
      zh: '这个浏览器太旧，打不开本应用。',
      en: 'This browser is too old to open the app.',
    },
    secure: {
      works: function () {
        return !!window.isSecureContext && !!window.crypto && !!crypto.subtle
      },
      zh: '这个地址不安全（不是 https 或 localhost）：不能核对文件，断网后也打不开。',
      en: 'This address is not secure (neither https nor localhost): files cannot be verified, and nothing works offline.',
    },
    workers: {
      works: function () {
        var asked = false
        var options = {}
        Object.defineProperty(options, 'type', {
          get: function () {
            asked = true
            throw new Error('asked')
          },
        })
        try {
          new Worker('', options)
        } catch (expected) {
          // The getter stops the constructor once the browser has asked for the type: nothing is started.
        }
        return asked
      },
      zh: '后台线程不可用：心电图不能读。',
      en: 'Background threads are missing: ECGs cannot be read.',
    },
    wasm: {
      works: function () {
        return typeof WebAssembly === 'object' && WebAssembly.validate(new Uint8Array(simd))
      },
      zh: '处理器指令（WebAssembly SIMD）不可用：模型不能给出判读。',
      en: 'WebAssembly SIMD is missing: the models cannot answer.',
    },
    database: {
      works: databaseOpens,
      zh: '数据库打不开（可能是无痕模式）：这里不能保存任何内容。',
      en: 'The database does not open (a private window?): nothing can be kept here.',
    },
    caches: {
      works: function () {
        return !!window.caches && !!navigator.serviceWorker
      },
      zh: '不能保存应用本身：断网后打不开。',
      en: 'The app itself cannot be kept: it will not open without a network.',
    },
    canvas: {
      works: function () {
        return !!document.createElement('canvas').getContext('2d')
      },
      zh: '不能画图：看不到心电图波形。',
      en: 'Drawing is not possible: tracings cannot be shown.',
    },
    language: {
      works: function () {
        return (
          typeof structuredClone === 'function' &&
          typeof DecompressionStream === 'function' &&
          typeof BigInt === 'function' &&
          typeof Array.prototype.at === 'function'
        )
      },
      zh: '浏览器缺少需要的功能，请更新后再用。',
      en: 'The browser lacks parts that are needed: update it first.',
    },
  }

  // Without these the app is slower or less sure of its storage; it says so where it matters.
  var welcome = {
    webgpu: function () {
      return !!navigator.gpu
    },
    isolation: function () {
      return !!window.crossOriginIsolated
    },
    opfs: function () {
      return !!navigator.storage && !!navigator.storage.getDirectory
    },
    persistence: function () {
      return !!navigator.storage && !!navigator.storage.persist
    },
    offscreenCanvas: function () {
      return typeof OffscreenCanvas === 'function'
    },
    locks: function () {
      return !!navigator.locks
    },
  }

  var door = { missing: [], without: [], looked: false, onlooked: null }
  window.hinterlandDoor = door

  var open = 0
  function look(name, works) {
    open++
    tryOut(works, function (well) {
      if (!well) door.missing.push(name)
      open--
      if (open === 0) done()
    })
  }

  open++
  for (var name in needed) look(name, needed[name].works)
  for (var other in welcome) if (!passes(welcome[other])) door.without.push(other)
  open--
  if (open === 0) done()

  function tryOut(works, tell) {
    if (works.length === 0) tell(passes(works))
    else works(tell)
  }

  function passes(works) {
    try {
      return works()
    } catch (missing) {
      return false
    }
  }

  function databaseOpens(tell) {
    var told = false
    function once(well) {
      if (told) return
      told = true
      tell(well)
    }
    setTimeout(function () {
      once(false)
    }, 5000)
    try {
      var request = indexedDB.open('hinterland-door', 1)
      request.onerror = function () {
        once(false)
      }
      request.onsuccess = function () {
        request.result.close()
        indexedDB.deleteDatabase('hinterland-door')
        once(true)
      }
    } catch (refused) {
      once(false)
    }
  }

  function done() {
    door.looked = true
    if (door.onlooked) door.onlooked(door)
    if (door.missing.length === 0) return
    if (document.body) show()
    else document.addEventListener('DOMContentLoaded', show)
  }

  function show() {
    var panel = document.createElement('div')
    panel.id = 'door'
    panel.setAttribute('role', 'alertdialog')
    panel.setAttribute('aria-modal', 'true')
    panel.setAttribute('aria-labelledby', 'door-title')
    panel.style.cssText =
      'position:fixed;inset:0;top:0;left:0;right:0;bottom:0;z-index:1000;overflow:auto;padding:24px;background:#f5f7f6;color:#14201d;font:16px/1.5 system-ui,sans-serif'
    var title = add(panel, 'h1', '在这个浏览器上 · In this browser')
    title.id = 'door-title'
    title.style.cssText = 'font-size:24px;line-height:1.25;margin:0 0 16px'
    var list = add(panel, 'ul')
    for (var i = 0; i < door.missing.length; i++) {
      var words = needed[door.missing[i]]
      add(add(list, 'li', words.zh), 'div', words.en).lang = 'en'
    }
    add(
      panel,
      'p',
      '请换用新版的 Chrome、Edge、Firefox 或 Safari。 A current Chrome, Edge, Firefox or Safari can do all of it.',
    )
    if (door.missing.indexOf('modules') < 0) {
      var button = add(panel, 'button', '知道了，继续 · I see, go on')
      button.style.cssText =
        'min-height:48px;padding:0 24px;border:0;border-radius:6px;background:#0a6a57;color:#fff;font:inherit;font-weight:600'
      button.onclick = function () {
        panel.parentNode.removeChild(panel)
      }
    }
    document.body.appendChild(panel)
    if (button) button.focus()
  }

  function add(parent, tag, text) {
    var element = document.createElement(tag)
    if (text) element.textContent = text
    parent.appendChild(element)
    return element
  }
})()
