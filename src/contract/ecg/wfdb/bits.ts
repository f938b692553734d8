/** Reads bits, most significant first; past the end every bit is 0 and `ranOut` says so. */
export class BitReader {
  ranOut = false
  readonly #bytes: Uint8Array
  /** Next byte to load. */
  #at: number
  #byte = 0
  /** Bits of the loaded byte that are not read yet. */
  #left = 0

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes
    this.#at = at
  }

  /** First byte of which no bit is read. */
  get at(): number {
    return this.#at
  }

  /** @param count 0 to 32 */
  unsigned(count: number): number {
    let value = 0
    for (let wanted = count; wanted > 0;) {
      if (this.#left === 0) this.#load()
      const taken = Math.min(wanted, this.#left)
      this.#left -= taken
      value = value * (1 << taken) + ((this.#byte >> this.#left) & ((1 << taken) - 1))
      wanted -= taken
    }
    return value
  }

  /** Two's complement. @param count 1 to 32 */
  signed(count: number): number {
    const value = this.unsigned(count)
    return value >= 2 ** (count - 1) ? value - 2 ** count : value
  }

  /** Zeros before the next one, which is read too. */
  zeros(): number {
    let count = 0
    while (!this.ranOut) {
      if (this.#left === 0) this.#load()
      const rest = this.#byte & ((1 << this.#left) - 1)
      if (rest === 0) {
        count += this.#left
        this.#left = 0
        continue
      }
      const leading = Math.clz32(rest) - (32 - this.#left)
      this.#left -= leading + 1
      return count + leading
    }
    return count
  }

  toByte(): void {
    this.#left = 0
  }

  #load(): void {
    if (this.#at >= this.#bytes.length) {
      this.ranOut = true
      this.#byte = 0
    } else this.#byte = this.#bytes[this.#at++]!
    this.#left = 8
  }
}
