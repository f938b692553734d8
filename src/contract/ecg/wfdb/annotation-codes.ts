/**
 * The annotation codes of the MIT format and the symbols that stand for them.
 * Source: WFDB Applications Guide, "annot(5)" and `ecgcodes.h`. Codes 15 and 17 are not assigned;
 * 42 to 49 are left to each database and appear here under their number.
 */
export const ANNOTATION_SYMBOLS: ReadonlyMap<number, string> = new Map([
  [1, 'N'],
  [2, 'L'],
  [3, 'R'],
  [4, 'a'],
  [5, 'V'],
  [6, 'F'],
  [7, 'J'],
  [8, 'A'],
  [9, 'S'],
  [10, 'E'],
  [11, 'j'],
  [12, '/'],
  [13, 'Q'],
  [14, '~'],
  [16, '|'],
  [18, 's'],
  [19, 'T'],
  [20, '*'],
  [21, 'D'],
  [22, '"'],
  [23, '='],
  [24, 'p'],
  [25, 'B'],
  [26, '^'],
  [27, 't'],
  [28, '+'],
  [29, 'u'],
  [30, '?'],
  [31, '!'],
  [32, '['],
  [33, ']'],
  [34, 'e'],
  [35, 'n'],
  [36, '@'],
  [37, 'x'],
  [38, 'f'],
  [39, '('],
  [40, ')'],
  [41, 'r'],
  [42, '42'],
  [43, '43'],
  [44, '44'],
  [45, '45'],
  [46, '46'],
  [47, '47'],
  [48, '48'],
  [49, '49'],
])

export const ANNOTATION_CODES: ReadonlyMap<string, number> = new Map(
  [...ANNOTATION_SYMBOLS].map(([code, symbol]) => [symbol, code]),
)

export const NOTE_CODE = 22
export const SKIP = 59
export const NUM = 60
export const SUB = 61
export const CHN = 62
export const AUX = 63
