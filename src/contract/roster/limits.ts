/** More than the largest school of a county; a longer list is another thing. */
export const ROWS_MAX = 20_000
/** A roster has twenty columns; beyond a hundred somebody exported a data base. */
export const COLUMNS_MAX = 100
export const FILE_BYTES_MAX = 20 * 1024 * 1024
